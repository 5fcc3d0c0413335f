/** What went wrong, as a stable word that programs may compare. */
export type ImposterErrorCode =
  | 'already_active'
  | 'auth_corrupt'
  | 'closed'
  | 'fenced'
  | 'invalid_configuration'
  | 'invalid_cursor'
  | 'lease_elsewhere'
  | 'llm_key_missing'
  | 'loop_suspected'
  | 'not_connected'
  | 'not_linked'
  | 'not_supported'
  | 'owner_unreachable'
  | 'quarantined'
  | 'revision_conflict'
  | 'store_locked'
  | 'store_unavailable'
  | 'unknown_bot'
  | 'unknown_contact'
  | 'unknown_group'
  | 'unknown_provider'
  | 'upstream_timeout';

/** One problem of a document: where it is (dotted path, empty for the root) and what to do about it. */
export interface ConfigurationProblem {
  path: string;
  message: string;
}

const IMPOSTER_ERROR = Symbol.for('chat-imposter.error');

/** The one error class of the packages. `message` says what to do; `cause` keeps the original error. */
export class ImposterError extends Error {
  readonly code: ImposterErrorCode;
  /** All problems of the document; only with code `invalid_configuration`. */
  readonly problems: readonly ConfigurationProblem[];
  readonly [IMPOSTER_ERROR] = true;

  constructor(
    code: ImposterErrorCode,
    message: string,
    options: { cause?: unknown; problems?: readonly ConfigurationProblem[] } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'ImposterError';
    this.code = code;
    this.problems = options.problems ?? [];
  }

  /** Recognises an ImposterError also when two copies of the package are loaded. */
  static is(error: unknown): error is ImposterError {
    return typeof error === 'object' && error !== null && IMPOSTER_ERROR in error;
  }
}
