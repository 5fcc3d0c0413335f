import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../contracts/logger.ts';
import type { Message } from '../contracts/message.ts';
import { contactLogName, FIREHOSE } from './log-file-name.ts';
import { createRetentionLogger } from './retention-logger.ts';

const EVENTS = 10_000;
const PAIRS = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'log-injection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unit = fc.constantFrom(
  'a',
  '[',
  ']',
  '\\',
  '::',
  ':::',
  '\n',
  '\r',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u0000',
  '\u001b[2J',
  '\u202e',
  '\ud800',
  '😀',
  '::[event_type=DELETE]',
  '\n[2026-11-22 12:00:00]::[message_id=7]::: forged',
);
const hostile = fc.string({ unit, minLength: 1, maxLength: 12 });
const identifier = fc.oneof(
  hostile,
  fc.constantFrom('../x', '..', '/etc/passwd', 'a/b', 'a\\b', 'CON', 'x'.repeat(400), '\0', '.hidden'),
);

const event = fc.record({
  kind: fc.constantFrom('message', 'edit', 'deletion', 'merge', 'eviction'),
  contact: identifier,
  name: hostile,
  content: hostile,
});

/** What an escaped text says. */
function plain(escaped: string): string {
  return escaped.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, character: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return { n: '\n', r: '\r', t: '\t' }[character] ?? character;
  });
}

function messageOf(
  id: number,
  { contact, name, content }: { contact: string; name: string; content: string },
): Message {
  const sender = { identifier: contact, alternateIdentifiers: [], displayName: name };
  return {
    id,
    content,
    sender,
    group: null,
    source: 'user',
    acceptedTime: id,
    originatingTime: null,
    messageSize: content.length,
    providerMessageId: null,
    quoted: null,
  } as unknown as Message;
}

/** Two contacts whose ids, written one behind the other with something in between, are the same. */
function movedBorder(
  { userId, correspondentId }: { userId: string; correspondentId: string },
  between: string,
) {
  return [
    { userId: `${userId}${between}b`, correspondentId },
    { userId, correspondentId: `b${between}${correspondentId}` },
  ] as const;
}

describe('conversation logs', () => {
  it(`have one line for each of ${EVENTS} events with hostile texts and names, and say what was said`, async () => {
    const directory = join(folder, 'log');
    const logger = createRetentionLogger(directory, silentLogger);
    const events = fc.sample(event, EVENTS);
    const wanted = new Map<string, { kind: string; content: string }[]>();
    for (const [id, one] of events.entries()) {
      const subject = { providerName: 'p', userId: 'ann', correspondentId: one.contact };
      const message = messageOf(id, one);
      if (one.kind === 'message') logger.message(subject, message);
      if (one.kind === 'edit') logger.edit(subject, message, id);
      if (one.kind === 'deletion') logger.deletion(subject, message, id);
      if (one.kind === 'merge') logger.merge(subject, one.name, id);
      if (one.kind === 'eviction') {
        const before = { count: 1, characters: 1 };
        const limits = { max_messages: 1, max_characters: 1, max_days: 1 };
        const reason = 'count' as never;
        const eviction = {
          messageId: id,
          acceptedTime: id,
          size: 1,
          reason,
          before,
          newMessageSize: 1,
          limits,
        };
        logger.eviction(subject, eviction, id);
      }
      const names = [contactLogName(subject), ...(one.kind === 'message' ? [FIREHOSE] : [])];
      for (const name of names) wanted.set(name, [...(wanted.get(name) ?? []), one]);
      if (id % 500 === 0) await logger.flush();
    }
    await logger.close();
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()).toEqual(
      ['log', ...[...wanted.keys()].map((name) => join('log', name))].sort(),
    );
    let lines = 0;
    for (const [name, expected] of wanted) {
      const found = readFileSync(join(directory, name), 'utf8').split('\n');
      expect(found.pop()).toBe('');
      expect(found).toHaveLength(expected.length);
      for (const [index, line] of found.entries()) {
        const { kind, content } = expected[index] ?? { kind: '', content: '' };
        expect(line).toMatch(/^\[1970-01-01 00:00:\d\d\]::\[/);
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        const tags = line.replace(/\\./g, '').match(/::\[event_type=/g) ?? [];
        expect(tags).toHaveLength(kind === 'message' ? 0 : 1);
        if (kind !== 'message' && kind !== 'edit') continue;
        const text = line.slice(line.replace(/\\./g, '__').lastIndexOf(']::: ') + 5);
        expect(plain(text)).toBe(content);
      }
      lines += found.length;
    }
    expect(lines).toBeGreaterThanOrEqual(EVENTS);
  }, 120_000);

  it(`never share a file: ${PAIRS} pairs of contacts, most of which differ in little`, () => {
    const text = fc.oneof(identifier, fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }));
    const subject = fc.record({ userId: text, correspondentId: text });
    const pair = fc.tuple(subject, subject, fc.nat(), hostile).map(([one, other, place, part]) => {
      if (place % 4 === 0) return [one, other] as const;
      if (place % 4 === 1) return movedBorder(one, '_');
      if (place % 4 === 2) return movedBorder(one, part);
      const key = place % 8 === 3 ? 'userId' : 'correspondentId';
      const at = place % (one[key].length + 1);
      return [
        one,
        { ...one, [key]: one[key].slice(0, at) + part + one[key].slice(at + (place % 3)) },
      ] as const;
    });
    const shared = fc.property(pair, ([one, other]) => {
      const isSame = one.userId === other.userId && one.correspondentId === other.correspondentId;
      const [name, otherName] = [one, other].map((each) => contactLogName({ providerName: 'p', ...each }));
      return (name === otherName) === isSame && /^[A-Za-z0-9@.%~_-]{1,200}$/.test(name ?? '');
    });
    fc.assert(shared, { numRuns: PAIRS });
  }, 120_000);
});
