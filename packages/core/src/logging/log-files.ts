import { type Clock, systemClock } from '../contracts/clock.ts';
import type { Logger } from '../contracts/logger.ts';
import { LogOutage } from './log-outage.ts';
import { type LogFileLimits, OpenLogFiles } from './open-log-files.ts';

/** How much log files may take of the machine. */
export interface LogFilesLimits extends LogFileLimits {
  /** What may wait for the disk, in bytes; lines beyond it are dropped. Default: 16,000,000. */
  maxBufferedBytes: number;
  /** After every file that had lines was written, lines gather for so many milliseconds. Default: 100. */
  gatherMs: number;
  /** How long `flush` and `close` wait for the disk, in milliseconds. Default: 5,000. */
  maxWaitMs: number;
}

const defaultLimits: LogFilesLimits = {
  maxOpenFiles: 64,
  maxFileBytes: 10_000_000,
  keptFiles: 5,
  maxBufferedBytes: 16_000_000,
  gatherMs: 100,
  maxWaitMs: 5_000,
};

/** What waits for one file. */
interface Batch {
  number: number;
  lines: string;
  bytes: number;
}

/**
 * Appends lines to files of a directory, which is made when it is missing.
 *
 * A line is written at once when nothing was for a while; else lines gather, so that each file is written once for many
 * of them. One file is written at a time, those that wait longest first: a disk that hangs holds up one thread of the
 * process and no more. What cannot be written is dropped, counted and reported, once for an outage; every later line is a
 * new attempt.
 */
export class LogFiles {
  readonly #limits: LogFilesLimits;
  readonly #clock: Clock;
  readonly #outage: LogOutage;
  readonly #files: OpenLogFiles;
  /** By file name, in the order in which they are written. */
  #waiting = new Map<string, Batch>();
  readonly #flushes: { upTo: number; resolve: () => void }[] = [];
  /** What is to be done between two writes. */
  #works: (() => Promise<void>)[] = [];
  #lastName = '';
  #lastNumber = 0;
  #lastWritten = 0;
  #bufferedBytes = 0;
  #isWriting = false;
  #isHanging = false;
  #isClosed = false;
  #endGathering: () => void = () => {};

  /** The clock is the one that the disk lives by, which is the machine's. */
  constructor(
    directory: string,
    logger: Logger,
    limits: Partial<LogFilesLimits> = {},
    clock: Clock = systemClock,
  ) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#clock = clock;
    this.#outage = new LogOutage(directory, logger);
    this.#files = new OpenLogFiles(directory, this.#limits, this.#outage);
  }

  /** Takes a line with its line break at the end and none before; never throws. After `close` it is dropped. */
  append(fileName: string, line: string): void {
    if (this.#isClosed) return;
    const bytes = Buffer.byteLength(line);
    if (this.#bufferedBytes + bytes > this.#limits.maxBufferedBytes) {
      this.#outage.failed(fileName, 1, new Error('the disk does not keep up with the conversation logs'));
      return;
    }
    this.#bufferedBytes += bytes;
    this.#enqueue(fileName, line, bytes);
    if (this.#isUrgent) this.#endGathering();
    this.#begin();
  }

  /**
   * Does something with the files when all lines taken so far are in them; those that come meanwhile wait. Rejects as it
   * does. Not after `close`.
   */
  betweenWrites(work: () => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const closeAndWork = async () => {
      await this.#files.close();
      await work();
    };
    this.#works.push(() => closeAndWork().then(resolve, reject));
    this.#endGathering();
    this.#begin();
    return promise;
  }

  /**
   * Resolves when every line taken so far is in its file, or dropped; does not wait for lines that come later, nor longer
   * than `maxWaitMs`: then the disk hangs, which is reported, and they are written if it ever goes on. While it hangs,
   * nobody waits for it a second time.
   */
  async flush(): Promise<void> {
    await this.#unlessDiskHangs(this.#flush());
  }

  /** Writes what waits and closes every file, and waits no longer for it than `flush` does. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endGathering();
    await this.#unlessDiskHangs(this.#flush().then(() => this.#files.close()));
  }

  async #flush(): Promise<void> {
    const upTo = this.#lastNumber;
    if (upTo <= this.#lastWritten) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#flushes.push({ upTo, resolve });
    this.#endGathering();
    await promise;
  }

  async #unlessDiskHangs(work: Promise<void>): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(this.#isHanging ? 0 : this.#limits.maxWaitMs, () => {
      this.#hangs();
      resolve();
    });
    await Promise.race([work, tooLong]);
    cancel();
  }

  #hangs(): void {
    this.#isHanging = true;
    const error = new Error(`the disk did not answer for ${this.#limits.maxWaitMs} ms`);
    this.#outage.failed(this.#lastName, 0, error);
  }

  #enqueue(fileName: string, line: string, bytes: number): void {
    const batch = this.#waiting.get(fileName);
    if (batch === undefined) {
      this.#lastNumber += 1;
      this.#waiting.set(fileName, { number: this.#lastNumber, lines: line, bytes });
    } else {
      batch.lines += line;
      batch.bytes += bytes;
    }
  }

  #begin(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // What is logged in one go becomes one batch.
    await Promise.resolve();
    while (this.#waiting.size > 0 || this.#works.length > 0) {
      const works = this.#works.splice(0);
      await this.#writeWaiting();
      for (const work of works) await work();
      await this.#gather();
    }
    this.#isWriting = false;
  }

  async #writeWaiting(): Promise<void> {
    const batches = this.#waiting;
    this.#waiting = new Map();
    for (const [fileName, batch] of batches) {
      this.#lastName = fileName;
      await this.#files.append(fileName, Buffer.from(batch.lines));
      this.#bufferedBytes -= batch.bytes;
      this.#written(batch.number);
    }
  }

  /** Whether somebody waits for the lines, or they need much room. */
  get #isUrgent(): boolean {
    return (
      this.#isClosed ||
      this.#works.length > 0 ||
      this.#flushes.length > 0 ||
      2 * this.#bufferedBytes > this.#limits.maxBufferedBytes
    );
  }

  /** Most of what a write costs does not depend on how many lines it has. */
  async #gather(): Promise<void> {
    if (this.#isUrgent) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(this.#limits.gatherMs, resolve);
    this.#endGathering = resolve;
    await promise;
    cancel();
  }

  #written(number: number): void {
    this.#lastWritten = number;
    this.#isHanging = false;
    while (this.#flushes[0] !== undefined && this.#flushes[0].upTo <= number)
      this.#flushes.shift()?.resolve();
  }
}
