import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';
import type { LogOutage } from './log-outage.ts';
import { OpenLogFile } from './open-log-file.ts';
import { rotateLogFile } from './rotate-log-file.ts';
import { countLines, firstLineLength, wholeLinesWithin } from './whole-lines.ts';

/** How much room log files may take. */
export interface LogFileLimits {
  /** Descriptors open at once; the least recently used is closed for another. Default: 64. */
  maxOpenFiles: number;
  /** A file is rotated before it gets larger, in bytes; a single line that is larger has a file of its own. Default: 10,000,000. */
  maxFileBytes: number;
  /** Files of one name: `x.log`, `x.log.1` and so on. Default: 5. */
  keptFiles: number;
}

/** The log files of a directory, a bounded number of them open. Its methods are called one at a time. */
export class OpenLogFiles {
  readonly #directory: string;
  readonly #limits: LogFileLimits;
  readonly #outage: LogOutage;
  /** By file name, the least recently used first. */
  readonly #open = new Map<string, OpenLogFile>();

  constructor(directory: string, limits: LogFileLimits, outage: LogOutage) {
    this.#directory = directory;
    this.#limits = limits;
    this.#outage = outage;
  }

  /** Appends whole lines, and rotates where they do not fit; what cannot be written is dropped and told. */
  async append(fileName: string, lines: Buffer): Promise<void> {
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

  /** Closes every file. */
  async close(): Promise<void> {
    for (const fileName of [...this.#open.keys()]) await this.#closeFile(fileName);
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
