import type { Logger } from '../contracts/logger.ts';
import type { Message } from '../contracts/message.ts';
import { dropOldLines } from './drop-old-lines.ts';
import { eraseLogs } from './erase-logs.ts';
import { contactLogName, FIREHOSE } from './log-file-name.ts';
import { LogFiles } from './log-files.ts';
import {
  contactLine,
  deletionLine,
  editLine,
  evictionLine,
  firehoseLine,
  type LoggedEviction,
  type LogSubject,
  mergeLine,
} from './log-line.ts';
import { readTail } from './read-tail.ts';

/** Where the conversation logs go. */
export interface RetentionLogger {
  /** Notes a message; never throws and never waits. */
  message(subject: LogSubject, message: Message): void;
  /** Notes that a message left a queue unanswered for want of room or age; never throws and never waits. */
  eviction(subject: LogSubject, eviction: LoggedEviction, now: number): void;
  /** Notes that a contact was merged into this one; never throws and never waits. */
  merge(subject: LogSubject, from: string, now: number): void;
  /** Notes what a message says from now on; never throws and never waits. */
  edit(subject: LogSubject, message: Message, now: number): void;
  /** Notes that a message was deleted by its writer; never throws and never waits. */
  deletion(subject: LogSubject, message: Message, now: number): void;
  /**
   * The last lines of the log of a contact, oldest first, all that was logged so far included.
   * @throws what the file system says
   */
  tail(subject: LogSubject, count: number): Promise<string[]>;
  /**
   * Takes a contact of a bot, by all of its ids, out of everything that was logged.
   * @throws what the file system says
   */
  erase(userId: string, ids: readonly string[]): Promise<void>;
  /**
   * Takes what was logged before a time out of all files.
   * @throws what the file system says
   */
  dropBefore(time: number): Promise<void>;
  /** Resolves when everything logged so far is in its file, and after 5 s of the machine's clock if the disk hangs. */
  flush(): Promise<void>;
  /**
   * Writes what is left and closes the files; what is logged afterwards is dropped. Waits at most 5 s for a disk that
   * hangs, and not again when `flush` has done so.
   */
  close(): Promise<void>;
}

/**
 * Conversation logs as files in a directory: one of all messages, and one for each contact.
 * Trouble with the directory is told to the logger and touches no message.
 */
export function createRetentionLogger(directory: string, logger: Logger): RetentionLogger {
  const files = new LogFiles(directory, logger);
  return {
    message(subject, message) {
      files.append(FIREHOSE, firehoseLine(message, subject));
      files.append(contactLogName(subject), contactLine(message));
    },
    eviction(subject, eviction, now) {
      files.append(contactLogName(subject), evictionLine(eviction, now));
    },
    merge(subject, from, now) {
      files.append(contactLogName(subject), mergeLine(from, now));
    },
    edit(subject, message, now) {
      files.append(contactLogName(subject), editLine(message, now));
    },
    deletion(subject, message, now) {
      files.append(contactLogName(subject), deletionLine(message, now));
    },
    async tail(subject, count) {
      await files.flush();
      return readTail(directory, contactLogName(subject), count);
    },
    erase: (userId, ids) => files.betweenWrites(() => eraseLogs(directory, { userId, ids })),
    dropBefore: (time) => files.betweenWrites(() => dropOldLines(directory, time)),
    flush: () => files.flush(),
    close: () => files.close(),
  };
}
