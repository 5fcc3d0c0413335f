import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../contracts/logger.ts';
import type { Message } from '../contracts/message.ts';
import { contactLogName } from './log-file-name.ts';
import { contactLine, evictionLine, firehoseLine, type LoggedEviction, type LogSubject } from './log-line.ts';

/** Where the conversation logs go; without a directory nothing is written. */
export interface RetentionLogger {
  message(subject: LogSubject, message: Message): void;
  eviction(subject: LogSubject, eviction: LoggedEviction, now: number): void;
  /** Resolves when everything logged so far is in its file. */
  flush(): Promise<void>;
}

/** Writes no file: what a library does unless it is given a directory. */
export const noRetentionLogger: RetentionLogger = { message() {}, eviction() {}, async flush() {} };

/** Conversation logs as files in a directory. Writing never blocks or fails a message; order within a file is kept. */
export function createRetentionLogger(directory: string, logger: Logger): RetentionLogger {
  const buffers = new Map<string, string>();
  let writing: Promise<void> | null = null;
  let dropped = 0;

  function append(fileName: string, line: string): void {
    buffers.set(fileName, (buffers.get(fileName) ?? '') + line);
    writing ??= writeAll();
  }

  async function writeAll(): Promise<void> {
    while (buffers.size > 0) {
      const batch = [...buffers];
      buffers.clear();
      for (const [fileName, lines] of batch) await write(fileName, lines);
    }
    // No await since the last look at the buffers: a line can not fall into the gap.
    writing = null;
  }

  async function write(fileName: string, lines: string): Promise<void> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await appendFile(join(directory, fileName), lines, { mode: 0o600 });
    } catch (error) {
      if (dropped === 0)
        logger.error({ err: error, directory }, 'conversation logs cannot be written; lines are dropped');
      dropped += 1;
    }
  }

  return {
    message(subject, message) {
      append('all_providers.log', firehoseLine(message, subject));
      append(contactLogName(subject), contactLine(message));
    },
    eviction(subject, eviction, now) {
      append(contactLogName(subject), evictionLine(eviction, now));
    },
    async flush() {
      while (writing !== null) await writing;
    },
  };
}
