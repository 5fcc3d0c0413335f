import { inspect } from 'node:util';
import type { Logger } from '@chat-imposter/core';

/** A logger that keeps everything it is told, with all that can be seen in the objects. */
export class RecordedLog implements Logger {
  readonly #lines: string[] = [];

  /** Everything so far. */
  get text(): string {
    return this.#lines.join('\n');
  }

  debug(fields: object, message: string): void {
    this.#keep(fields, message);
  }

  info(fields: object, message: string): void {
    this.#keep(fields, message);
  }

  warn(fields: object, message: string): void {
    this.#keep(fields, message);
  }

  error(fields: object, message: string): void {
    this.#keep(fields, message);
  }

  #keep(fields: object, message: string): void {
    this.#lines.push(`${message} ${everythingIn(fields)}`);
  }
}

/** All that anyone could find in a value, hidden properties and the causes of errors included. */
export function everythingIn(value: unknown): string {
  return inspect(value, {
    depth: 12,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  });
}
