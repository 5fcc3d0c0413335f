/** One problem of a document, at a dotted path such as `queue_config.max_messages`. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** The API refused a call. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status. */
  readonly status: number;
  /** What went wrong, in one word: `unknown_bot`, `not_connected` … */
  readonly code: string;
  /** All problems of the document that was sent; empty for other failures. */
  readonly problems: readonly FieldProblem[];

  constructor(status: number, code: string, detail: string, problems: readonly FieldProblem[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

/** The server could not be reached, or answered with something that is not its API. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}
