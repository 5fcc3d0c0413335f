import type { Logger } from '@chat-imposter/core';
import { AppendFile } from './append-file.ts';
import { type DeadLetter, deadLetterLine } from './dead-letter.ts';

/** Where dead letters go; what is not given is left out. */
interface DeadLettersOptions {
  file: string | undefined;
  onDeadLetter: ((letter: DeadLetter) => unknown) | undefined;
  logger: Logger;
}

/** Puts away what was given up: in the log, the file, and the hands of the program. */
export class DeadLetters {
  readonly #file: AppendFile | null;
  readonly #onDeadLetter: (letter: DeadLetter) => unknown;
  readonly #logger: Logger;
  #count = 0;

  constructor({ file, onDeadLetter = () => {}, logger }: DeadLettersOptions) {
    this.#onDeadLetter = onDeadLetter;
    this.#logger = logger;
    const failed = (err: unknown) =>
      this.#tell('error', { err }, 'the file of dead letters cannot be written: they are lost until it can');
    this.#file = file === undefined ? null : new AppendFile(file, failed);
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Returns at once; never throws. */
  add(letter: DeadLetter): void {
    this.#count += 1;
    const { reason, url, tries, lastFailure, event } = letter;
    // Paths may be secrets too, and logs go far.
    const fields = {
      target: new URL(url).origin,
      kind: event.kind,
      userId: event.user_id,
      eventId: event.id,
    };
    this.#tell(
      'warn',
      { ...fields, reason, tries, lastFailure },
      'an event was given up: the target did not get it',
    );
    this.#file?.append(deadLetterLine(letter));
    void this.#handOver(letter);
  }

  /** Resolves when the file has them. */
  async flush(): Promise<void> {
    await this.#file?.flush();
  }

  async #handOver(letter: DeadLetter): Promise<void> {
    try {
      await this.#onDeadLetter(letter);
    } catch (err) {
      this.#tell('error', { err }, 'onDeadLetter threw');
    }
  }

  #tell(level: 'error' | 'warn', fields: object, message: string): void {
    try {
      this.#logger[level](fields, message);
    } catch {
      // There is nobody left to tell.
    }
  }
}
