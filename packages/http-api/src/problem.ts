import { STATUS_CODES } from 'node:http';
import { type ConfigurationProblem, ImposterError, type ImposterErrorCode } from '@chat-imposter/core';
import type { ApiAnswer } from './api-answer.ts';

/** What went wrong, as the `code` of an answer. */
export type ProblemCode =
  | ImposterErrorCode
  | 'forbidden'
  | 'forbidden_host'
  | 'forbidden_origin'
  | 'internal_error'
  | 'invalid_message'
  | 'malformed_body'
  | 'malformed_path'
  | 'malformed_query'
  | 'method_not_allowed'
  | 'not_found'
  | 'payload_too_large'
  | 'too_many_attempts'
  | 'too_many_calls'
  | 'unauthorized'
  | 'unsupported_media_type'
  | 'user_id_mismatch';

/** The HTTP status of each code that the engine knows. */
const STATUS_OF: Readonly<Record<ImposterErrorCode, number>> = {
  already_active: 409,
  auth_corrupt: 409,
  closed: 503,
  fenced: 503,
  invalid_configuration: 422,
  invalid_cursor: 400,
  lease_elsewhere: 503,
  owner_unreachable: 503,
  llm_key_missing: 409,
  loop_suspected: 500,
  not_connected: 409,
  not_linked: 409,
  not_supported: 501,
  quarantined: 409,
  revision_conflict: 412,
  store_locked: 503,
  store_unavailable: 503,
  unknown_bot: 404,
  unknown_contact: 404,
  unknown_group: 404,
  unknown_provider: 422,
  upstream_timeout: 503,
};

/** A call that is refused: everything its answer says. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** All problems of the document; only with status 422. */
  readonly errors: readonly ConfigurationProblem[] | undefined;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    options: {
      cause?: unknown;
      headers?: Readonly<Record<string, string>>;
      errors?: readonly ConfigurationProblem[];
    } = {},
  ) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
    this.errors = options.errors;
  }
}

/**
 * What the caller is told about an error. Of failures of the server (5xx) that is a fixed text, because the
 * messages of drivers may hold addresses and credentials; they stay in `cause`.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = ImposterError.is(error) ? STATUS_OF[error.code] : undefined;
  if (!ImposterError.is(error) || status === undefined) return internalError(error);
  if (status >= 500) return unavailable(error, status);
  return new Problem(status, error.code, error.message, {
    cause: error,
    ...(status === 422 && { errors: problemsOf(error) }),
  });
}

/** The answer that a problem becomes: `application/problem+json` of RFC 9457, with `code` and `errors` added. */
export function answerOf(problem: Problem): ApiAnswer {
  return {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': 'application/problem+json' },
    body: {
      type: 'about:blank',
      title: STATUS_CODES[problem.status] ?? 'Error',
      status: problem.status,
      detail: problem.message,
      code: problem.code,
      ...(problem.errors && { errors: problem.errors.map(({ path, message }) => ({ path, message })) }),
    },
  };
}

function problemsOf(error: ImposterError): readonly ConfigurationProblem[] {
  return error.problems.length > 0 ? error.problems : [{ path: '', message: error.message }];
}

function unavailable(error: ImposterError, status: number): Problem {
  const detail = 'The server cannot do this at the moment. Try again later; the log of the server says why.';
  return new Problem(status, error.code, detail, { cause: error });
}

function internalError(cause: unknown): Problem {
  const detail = 'Something went wrong inside the server. The log of the server says what.';
  return new Problem(500, 'internal_error', detail, { cause });
}
