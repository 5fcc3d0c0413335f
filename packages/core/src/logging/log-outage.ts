import type { Logger } from '../contracts/logger.ts';

/** Enough to tell a repaired disk from a full one that still has room for a short line here and there. */
const SUCCESSES_THAT_END_IT = 64;
const MOST_NAMES = 64;

/**
 * Tells the application's log once when lines cannot be written, and once when they can again, with how many were lost.
 * It is over when every file that failed was written, or many files in a row: some contacts never write again.
 */
export class LogOutage {
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #failing = new Set<string>();
  #isOn = false;
  #droppedLines = 0;
  #successes = 0;

  constructor(directory: string, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /** So many lines of the file were lost. */
  failed(fileName: string, lines: number, error: unknown): void {
    this.#droppedLines += lines;
    this.#successes = 0;
    if (this.#failing.size < MOST_NAMES) this.#failing.add(fileName);
    if (this.#isOn) return;
    this.#isOn = true;
    this.#tell(
      'error',
      { err: error },
      'conversation logs cannot be written: lines are dropped until they can',
    );
  }

  /** The file was written. */
  succeeded(fileName: string): void {
    if (!this.#isOn) return;
    this.#failing.delete(fileName);
    this.#successes += 1;
    if (this.#failing.size > 0 && this.#successes < SUCCESSES_THAT_END_IT) return;
    const droppedLines = this.#droppedLines;
    this.#failing.clear();
    this.#droppedLines = 0;
    this.#isOn = false;
    this.#tell('warn', { droppedLines }, 'conversation logs are written again; some lines were lost');
  }

  #tell(level: 'error' | 'warn', fields: object, message: string): void {
    try {
      this.#logger[level]({ ...fields, directory: this.#directory }, message);
    } catch {
      // A logger that throws leaves no place to say so, and must not fail a message.
    }
  }
}
