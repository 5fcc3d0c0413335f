import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeChatProvider, createFakeClock, settled } from '@chat-imposter/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../contracts/logger.ts';
import type { Message } from '../contracts/message.ts';
import { createImposter } from '../imposter.ts';
import { contactLogName } from './log-file-name.ts';
import type { LoggedEviction, LogSubject } from './log-line.ts';
import { createRetentionLogger } from './retention-logger.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retention-logger-'));
  folders.push(folder);
  return folder;
}

/** What this process has open in a folder; null where the system does not tell. */
function openPaths(folder: string): string[] | null {
  if (!existsSync('/proc/self/fd')) return null;
  const targets = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The descriptor that reads this list is closed by now.
      return [];
    }
  });
  return targets.filter((target) => target.startsWith(folder)).sort();
}

/** Reads a line as the format says: tags joined by `::`, then `::: ` and the text where there is one. */
function parse(line: string): { stamp: string; tags: Record<string, string>; text: string | null } {
  const parts = /^\[([^\]]*)\]((?:::\[[a-z_]+=(?:[^\\[\]]|\\.)*\])*)(?:::: (.*))?$/su.exec(line);
  if (parts === null) throw new Error(`not a log line: ${JSON.stringify(line)}`);
  const [, stamp = '', tags = '', text] = parts;
  const pairs = [...tags.matchAll(/::\[([a-z_]+)=((?:[^\\[\]]|\\.)*)\]/gsu)];
  return {
    stamp,
    tags: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)])),
    text: text === undefined ? null : unescaped(text),
  };
}

function unescaped(text: string): string {
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gsu, (_, code: string | undefined, character: string) =>
    code === undefined ? (plain[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Texts that try to be more than one line, or to write a tag. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom(
        '\n[2026-11-22 12:00:00]::[message_id=1]',
        ']::[group=x',
        '::: ',
        '\\',
        '\\n',
        '\r\n',
        '\t',
      ),
      fc.constantFrom(
        '\u001b[31m',
        '\u202e',
        '\u061c',
        '\u2028',
        '\u0085',
        '\ud800',
        '\udc00',
        '😀',
        '\\u202e',
        '\0',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const identifier = fc.constantFrom('15551110001@s.whatsapp.net', '1@g.us', '77@lid', 'a_b', '../x');
const party = fc.record({
  identifier,
  displayName: hostileText,
  alternateIdentifiers: fc.constant<string[]>([]),
});

const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
const hostileMessage: fc.Arbitrary<Message> = fc.record({
  id: fc.option(fc.nat()),
  providerMessageId: fc.constant('m'),
  content: hostileText,
  quoted: fc.constant(null),
  sender: party,
  source: fc.constant('user' as const),
  group: fc.option(party),
  acceptedTime: time,
  originatingTime: fc.option(time),
});

const hostileSubject: fc.Arbitrary<LogSubject> = fc.record({
  providerName: fc.constant('whatsAppBaileyes'),
  userId: fc.constantFrom('yahav', 'a_b', 'a'),
  correspondentId: fc.oneof(identifier, hostileText),
});

function tagsOf(message: Message): Record<string, string> {
  const { id, originatingTime, acceptedTime, sender, group } = message;
  return {
    originating_time: String(originatingTime ?? ''),
    accepted_time: String(acceptedTime),
    message_id: String(id ?? ''),
    sending_user: `${sender.displayName} (${sender.identifier})`,
    ...(group === null ? {} : { group: `${group.displayName} (${group.identifier})` }),
  };
}

describe('createRetentionLogger', () => {
  it('writes 2,000 hostile messages as one line each, which read back as they were', async () => {
    const seed = Math.floor(Date.now() % 2 ** 31);
    console.log(`seed of the hostile messages: ${seed}`);
    const events = fc.sample(fc.tuple(hostileSubject, hostileMessage), { numRuns: 2_000, seed });
    const directory = temporaryFolder();
    const logger = createRetentionLogger(directory, silentLogger);
    const expected = new Map<string, unknown[]>();
    for (const [subject, message] of events) {
      logger.message(subject, message);
      const { providerName, userId, correspondentId } = subject;
      const stamp = new Date(message.acceptedTime).toISOString().slice(0, 19).replace('T', ' ');
      const entry = { stamp, tags: tagsOf(message), text: message.content };
      const about = { provider_name: providerName, user_id: userId, correspondent_id: correspondentId };
      note('all_providers.log', { ...entry, tags: { ...entry.tags, ...about } });
      note(contactLogName(subject), entry);
    }
    await logger.close();
    expect(readdirSync(directory).sort()).toEqual([...expected.keys()].sort());
    for (const [name, entries] of expected) {
      const lines = readFileSync(join(directory, name), 'utf8').split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.map(parse)).toEqual(entries);
    }

    function note(name: string, entry: unknown): void {
      expected.set(name, [...(expected.get(name) ?? []), entry]);
    }
  });

  it('writes an eviction to the file of its contact only, between the messages', async () => {
    const directory = temporaryFolder();
    const logger = createRetentionLogger(directory, silentLogger);
    const subject: LogSubject = { providerName: 'p', userId: 'u', correspondentId: 'c' };
    const message: Message = {
      id: 1,
      providerMessageId: 'm',
      content: 'hello',
      quoted: null,
      sender: { identifier: 'c', displayName: 'Ann', alternateIdentifiers: [] },
      source: 'user',
      group: null,
      acceptedTime: 1_000,
      originatingTime: null,
    };
    const eviction: LoggedEviction = {
      messageId: 1,
      acceptedTime: 1_000,
      size: 5,
      reason: 'message_count',
      before: { count: 1, characters: 5 },
      newMessageSize: 5,
      limits: { max_messages: 1, max_characters: 10, max_days: 1 },
    };
    logger.message(subject, message);
    logger.eviction(subject, eviction, 2_000);
    logger.message(subject, { ...message, id: 2 });
    await logger.flush();
    const read = (name: string) =>
      readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1).map(parse);
    expect(read('all_providers.log').map(({ tags }) => tags.message_id)).toEqual(['1', '2']);
    const lines = read('p_u_c.log');
    expect(lines.map(({ tags }) => tags.message_id ?? tags.event_type)).toEqual(['1', 'EVICT', '2']);
    expect(lines[1]).toMatchObject({
      text: null,
      tags: { retention_event_time: '2000', current_chars: '5' },
    });
    await logger.close();
  });
});

describe('createImposter with a logDirectory', () => {
  function setUp(logDirectory: string) {
    const chat = createFakeChatProvider();
    const imposter = createImposter({ chat: [chat], clock: createFakeClock(), logDirectory });
    const document = {
      user_id: 'yahav',
      chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    };
    return { chat, imposter, document };
  }

  it('has every message in its files and none of them open after the end', async () => {
    const directory = join(temporaryFolder(), 'log');
    const { chat, imposter, document } = setUp(directory);
    await imposter.start(document);
    await chat.account('yahav').scan();
    await chat.account('yahav').says('ann@fake', 'hello');
    await settled();
    await imposter.close();
    expect(readFileSync(join(directory, 'all_providers.log'), 'utf8')).toMatch(/::: hello\n$/);
    expect(readdirSync(directory).sort()).toEqual(['all_providers.log', 'fakeChat_yahav_ann@fake.log']);
    expect(openPaths(directory) ?? []).toEqual([]);
  });

  it('takes every message where nothing can be written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const { chat, imposter, document } = setUp(join(folder, 'file', 'log'));
    await imposter.start(document);
    await chat.account('yahav').scan();
    await chat.account('yahav').says('ann@fake', 'hello');
    await settled();
    expect((await imposter.queue('yahav')).get('ann@fake')).toHaveLength(1);
    await imposter.close();
  });
});
