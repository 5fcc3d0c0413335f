/** What a handler answers. */
export interface ApiAnswer {
  readonly status: number;
  /** Sent as JSON; without it the answer has no body. */
  readonly body?: unknown;
  /** Lower-case names. `content-type` replaces the usual `application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
}
