/** What a handler answers. */
export interface ApiAnswer {
  readonly status: number;
  /** Sent as JSON; without it, `text` and `stream` the answer has no body. */
  readonly body?: unknown;
  /** Sent instead of `body`, as it is. Its `content-type` is in `headers`. */
  readonly text?: string | Buffer;
  /** Sent instead of `body`, as it comes: for answers that may be large. Its `content-type` is in `headers`. */
  readonly stream?: AsyncIterable<string>;
  /** Lower-case names. `content-type` replaces the usual `application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
}
