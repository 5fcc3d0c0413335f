import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../contracts/logger.ts';
import type { Message } from '../contracts/message.ts';
import { contactLine, firehoseLine, type LogSubject } from './log-line.ts';
import { createRetentionLogger, type RetentionLogger } from './retention-logger.ts';

const ANN: LogSubject = { providerName: 'chat', userId: 'anna', correspondentId: 'ann@x' };
const BOB: LogSubject = { ...ANN, correspondentId: 'bob@x' };
const OTHER_BOT: LogSubject = { ...ANN, userId: 'bert' };

function message(content: string, acceptedTime: number, senderId = 'ann@x'): Message {
  return {
    id: 1,
    content,
    quoted: null,
    sender: { identifier: senderId, displayName: 'A name', alternateIdentifiers: [] },
    source: 'user',
    group: null,
    acceptedTime,
    originatingTime: null,
    providerMessageId: null,
  } as Message;
}

describe('conversation logs', () => {
  let folder: string;
  let logger: RetentionLogger;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'retention-of-logs-'));
    logger = createRetentionLogger(folder, silentLogger);
  });

  afterEach(async () => {
    await logger.close();
    rmSync(folder, { recursive: true });
  });

  /** By name, what each file says after its last tag. */
  function contents(): Record<string, string[]> {
    return Object.fromEntries(
      readdirSync(folder).map((name) => {
        const lines = readFileSync(join(folder, name), 'utf8').split('\n');
        expect(lines.pop()).toBe('');
        return [name, lines.map((line) => line.replace(/^.*?::: /, ''))];
      }),
    );
  }

  it('lose the lines of before a time, and files that have no others', async () => {
    writeFileSync(join(folder, 'all_providers.log.2'), firehoseLine(message('oldest', 1_000), ANN));
    writeFileSync(
      join(folder, 'all_providers.log.1'),
      ['old', 'new'].map((text, at) => firehoseLine(message(text, 10_000 * (at + 1)), ANN)).join(''),
    );
    writeFileSync(join(folder, 'notes.txt'), 'kept\n');
    logger.message(BOB, message('old', 19_000));
    logger.message(ANN, message('newest', 30_000));
    await logger.dropBefore(20_000);
    logger.message(BOB, message('later', 40_000));
    await logger.flush();
    expect(contents()).toEqual({
      'all_providers.log': ['newest', 'later'],
      'all_providers.log.1': ['new'],
      'chat_anna_ann@x.log': ['newest'],
      'chat_anna_bob@x.log': ['later'],
      'notes.txt': ['kept'],
    });
  });

  it('lose a contact of one bot by all of its ids, in rotated files too', async () => {
    writeFileSync(join(folder, 'chat_anna_ann@x.log.3'), contactLine(message('rotated', 1_000)));
    writeFileSync(
      join(folder, 'all_providers.log.1'),
      [ANN, BOB, OTHER_BOT]
        .map((subject) => firehoseLine(message(subject.userId, 1_000, 'z'), subject))
        .join(''),
    );
    logger.message(ANN, message('said', 2_000));
    logger.message(BOB, message('in a group', 2_000, 'ann@lid'));
    logger.message(BOB, message('not by it: (ann@x)] (ann@lid)]', 2_000, 'bob@x'));
    logger.message(OTHER_BOT, message('of another bot', 2_000));
    await logger.erase('anna', ['ann@x', 'ann@lid']);
    expect(contents()).toEqual({
      'all_providers.log': ['not by it: (ann@x)\\] (ann@lid)\\]', 'of another bot'],
      'all_providers.log.1': ['anna', 'bert'],
      'chat_anna_bob@x.log': ['not by it: (ann@x)\\] (ann@lid)\\]'],
      'chat_bert_ann@x.log': ['of another bot'],
    });
  });

  it('that are none are no reason to fail', async () => {
    const missing = createRetentionLogger(join(folder, 'missing'), silentLogger);
    await missing.dropBefore(1_000);
    await missing.erase('anna', ['ann@x']);
    await missing.close();
    expect(contents()).toEqual({});
  });

  it('tell when they cannot be read', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const broken = createRetentionLogger(file, silentLogger);
    await expect(broken.erase('anna', ['ann@x'])).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(broken.dropBefore(1_000)).rejects.toMatchObject({ code: 'ENOTDIR' });
    await broken.close();
  });
});
