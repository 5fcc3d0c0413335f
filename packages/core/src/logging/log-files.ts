import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../contracts/logger.ts';
import { hasCode } from './has-code.ts';
import { LogOutage } from './log-outage.ts';
import { OpenLogFile } from './open-log-file.ts';
import { rotateLogFile } from './rotate-log-file.ts';
import { countLines, firstLineLength, wholeLinesWithin } from './whole-lines.ts';

/** How much log files may take of the machine. */
export interface LogFilesLimits {
  /** Descriptors open at once; the least recently used is closed for another. Default: 64. */
  maxOpenFiles: number;
  /** A file is rotated before it gets larger, in bytes; a single line that is larger has a file of its own. Default: 10,000,000. */
  maxFileBytes: number;
  /** Files of one name: `x.log`, `x.log.1` and so on. Default: 5. */
  keptFiles: number;
  /** What may wait for the disk, in bytes; lines beyond it are dropped. Default: 16,000,000. */
  maxBufferedBytes: number;
}

const defaultLimits: LogFilesLimits = {
  maxOpenFiles: 64,
  maxFileBytes: 10_000_000,
  keptFiles: 5,
  maxBufferedBytes: 16_000_000,
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
 * A line is written at once when nothing else is; meanwhile lines gather, so that a burst costs few writes. One file is
 * written at a time, those that wait longest first: a disk that hangs holds up one thread of the process and no more.
 * What cannot be written is dropped, counted and reported, once for an outage; every later line is a new attempt.
 */
export class LogFiles {
  readonly #directory: string;
  readonly #limits: LogFilesLimits;
  readonly #outage: LogOutage;
  /** By file name, in the order in which they are written. */
  readonly #waiting = new Map<string, Batch>();
  /** By file name, the least recently used first. */
  readonly #open = new Map<string, OpenLogFile>();
  readonly #flushes: { upTo: number; resolve: () => void }[] = [];
  #lastNumber = 0;
  #lastWritten = 0;
  #bufferedBytes = 0;
  #isWriting = false;
  #isClosed = false;

  constructor(directory: string, logger: Logger, limits: Partial<LogFilesLimits> = {}) {
    this.#directory = directory;
    this.#limits = { ...defaultLimits, ...limits };
    this.#outage = new LogOutage(directory, logger);
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
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  /** Resolves when every line taken so far is in its file, or dropped; does not wait for lines that come later. */
  async flush(): Promise<void> {
    const upTo = this.#lastNumber;
    if (upTo <= this.#lastWritten) return;
    await new Promise<void>((resolve) => this.#flushes.push({ upTo, resolve }));
  }

  /** Writes what waits and closes every file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    for (const fileName of [...this.#open.keys()]) await this.#closeFile(fileName);
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

  async #writeAll(): Promise<void> {
    // What is logged in one go becomes one batch.
    await Promise.resolve();
    // A map shows its iteration also what is added meanwhile, at the end.
    for (const [fileName, batch] of this.#waiting) {
      this.#waiting.delete(fileName);
      await this.#write(fileName, Buffer.from(batch.lines));
      this.#bufferedBytes -= batch.bytes;
      this.#written(batch.number);
    }
    this.#isWriting = false;
  }

  #written(number: number): void {
    this.#lastWritten = number;
    while (this.#flushes[0] !== undefined && this.#flushes[0].upTo <= number)
      this.#flushes.shift()?.resolve();
  }

  async #write(fileName: string, lines: Buffer): Promise<void> {
    let rest = lines;
    try {
      let file = await this.#fileInPlace(fileName);
      while (rest.length > 0) {
        const length = this.#lengthThatFits(rest, file.size);
        if (length === 0) {
          file = await this.#rotate(fileName);
        } else {
          await file.append(rest.subarray(0, length));
          rest = rest.subarray(length);
        }
      }
      this.#outage.succeeded(fileName);
    } catch (error) {
      this.#outage.failed(fileName, countLines(rest), error);
      await this.#closeFile(fileName);
    }
  }

  #lengthThatFits(lines: Buffer, size: number): number {
    const length = wholeLinesWithin(lines, this.#limits.maxFileBytes - size);
    return length === 0 && size === 0 ? firstLineLength(lines) : length;
  }

  /** The open file, now the most recently used; opened anew when somebody took it away. */
  async #fileInPlace(fileName: string): Promise<OpenLogFile> {
    const file = this.#open.get(fileName);
    if (file !== undefined && (await file.isInPlace())) {
      this.#open.delete(fileName);
      this.#open.set(fileName, file);
      return file;
    }
    await this.#closeFile(fileName);
    return this.#openFile(fileName);
  }

  async #rotate(fileName: string): Promise<OpenLogFile> {
    // Windows renames no open file.
    await this.#closeFile(fileName);
    await rotateLogFile(join(this.#directory, fileName), this.#limits.keptFiles);
    return this.#openFile(fileName);
  }

  async #openFile(fileName: string): Promise<OpenLogFile> {
    for (const leastRecentlyUsed of this.#open.keys()) {
      if (this.#open.size < this.#limits.maxOpenFiles) break;
      await this.#closeFile(leastRecentlyUsed);
    }
    const path = join(this.#directory, fileName);
    const file = await OpenLogFile.open(path).catch((error: unknown) =>
      this.#openInNewDirectory(path, error),
    );
    this.#open.set(fileName, file);
    return file;
  }

  async #openInNewDirectory(path: string, error: unknown): Promise<OpenLogFile> {
    if (!hasCode(error, 'ENOENT')) throw error;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return OpenLogFile.open(path);
  }

  async #closeFile(fileName: string): Promise<void> {
    const file = this.#open.get(fileName);
    if (file === undefined) return;
    this.#open.delete(fileName);
    try {
      await file.close();
    } catch (error) {
      // A network disk may refuse only now what it took before; nobody knows how many lines that were.
      this.#outage.failed(fileName, 0, error);
    }
  }
}
