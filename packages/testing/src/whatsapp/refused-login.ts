import type { Connection, Dialogue } from './connection.ts';
import { failure } from './stream-end.ts';

/** The conversation with a client that may not log in: one `<failure>` (401 for an unknown device), then the end. */
export class RefusedLogin implements Dialogue {
  readonly #connection: Connection;
  readonly #code: number;

  constructor(connection: Connection, code: number) {
    this.#connection = connection;
    this.#code = code;
  }

  begin(): void {
    this.#connection.end(failure(this.#code));
  }

  async receive(): Promise<void> {}

  ended(): void {}
}
