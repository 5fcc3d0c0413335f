import { LlmError, type LlmErrorDetails, type LlmErrorKind } from '@chat-imposter/core';
import { type ApiFailure, apiFailureOf, type ErrorClasses } from './api-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * What a failed call to the SDK means. The message is made here, and the original error is not kept as the cause:
 * servers repeat parts of the key and of the prompt in their errors.
 * @param now epoch milliseconds, for a `Retry-After` date of a server that does not tell its own time
 */
export function toLlmError(error: unknown, sdk: ErrorClasses, now: number): LlmError {
  if (error instanceof LlmError) return error;
  if (error instanceof sdk.APIUserAbortError) return abortedError();
  if (error instanceof sdk.APIConnectionTimeoutError) return timeoutError();
  const failure = apiFailureOf(error, sdk);
  if (failure !== null) return statusError(failure, now);
  if (error instanceof sdk.APIConnectionError) return networkError(error);
  if (error instanceof SyntaxError)
    return new LlmError('bad_response', 'The server answered with broken JSON.');
  if (error instanceof TypeError) return typeErrorMeaning(error);
  return new LlmError('unknown', `The call failed in an unforeseen way (${nameOf(error)}).`);
}

/** The caller gave up. */
export function abortedError(): LlmError {
  return new LlmError('aborted', 'The call was stopped before the answer was there.');
}

/** The time limit of one try has passed. */
export function timeoutError(): LlmError {
  return new LlmError('timeout', 'The server did not answer in time; raise timeout_ms if it is merely slow.');
}

/** The SDK throws raw type errors: from fetch when the body is cut, from its own code when the body is empty. */
function typeErrorMeaning(error: TypeError): LlmError {
  return error.message === 'terminated' || causeCode(error) !== undefined
    ? networkError(error)
    : new LlmError('bad_response', 'The server answered with nothing that could be read.');
}

function networkError(error: Error): LlmError {
  const code = causeCode(error);
  const details = code === undefined ? {} : { code };
  const reason = code === undefined ? '' : ` (${code})`;
  return new LlmError(
    'network',
    `The server could not be reached, or broke the connection${reason}.`,
    details,
  );
}

/** The system's word for what happened, e.g. `ECONNREFUSED`, from the innermost cause that has one. */
function causeCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? safeWord(error.code) : undefined;
  return causeCode(error.cause, depth + 1) ?? code;
}

function statusError(failure: ApiFailure, now: number): LlmError {
  const kind = kindOf(failure);
  const meaning = failure.status < 400 ? REDIRECTED : MEANING[kind];
  const words = [failure.status, safeWord(failure.code), safeWord(failure.param)].filter(
    (word) => word !== undefined,
  );
  return new LlmError(kind, `${meaning} The server answered ${words.join(', ')}.`, detailsOf(failure, now));
}

function detailsOf({ status, code, param, headers }: ApiFailure, now: number): LlmErrorDetails {
  return withoutAbsent({
    status,
    code: safeWord(code),
    param: safeWord(param),
    requestId: safeRequestId(headers.get('x-request-id')),
    retryAfterMs: retryAfterMs(headers, now),
  });
}

function withoutAbsent(
  details: { [Key in keyof LlmErrorDetails]: LlmErrorDetails[Key] | undefined },
): LlmErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

const REDIRECTED = 'The server sends us elsewhere, which is not followed: set base_url to the final address.';

type StatusKind = Exclude<
  LlmErrorKind,
  'network' | 'timeout' | 'bad_response' | 'output_truncated' | 'aborted' | 'unknown'
>;

const MEANING: Record<StatusKind, string> = {
  auth: 'The API key was refused, or may not use this model: check the key and its project.',
  quota: 'The account has no credit left: check its billing.',
  rate_limit: 'Too many requests for this account at once.',
  server: 'The server is in trouble.',
  context_length: 'The conversation is longer than the model can read.',
  content_filter: 'The content filter of the server refused the conversation.',
  model_not_found: 'The server does not know the model or the path: check model and base_url.',
  invalid_request: 'The server refused the request: check the parameters in the configuration.',
};

/** Only codes tell this from a rate limit: the messages of both speak of billing. */
const OUT_OF_CREDIT = /insufficient_(?:quota|balance|credits)|billing|spend_limit/;

/** The first rule that fits decides. */
const KINDS: readonly [StatusKind, (failure: ApiFailure) => boolean][] = [
  ['quota', (failure) => failure.status === 402 || (failure.status === 429 && names(failure, OUT_OF_CREDIT))],
  ['rate_limit', ({ status }) => status === 429],
  ['server', ({ status }) => status >= 500 || status === 408 || status === 409],
  ['model_not_found', (failure) => names(failure, /^model_(?:not_found|decommissioned)$/)],
  ['auth', (failure) => [401, 403].includes(failure.status) || names(failure, /api_key/)],
  ['model_not_found', ({ status }) => status === 404],
  ['context_length', (failure) => failure.status === 413 || isTooLong(failure)],
  ['content_filter', (failure) => names(failure, /^content_(?:filter|policy_violation)$/)],
  ['auth', ({ message }) => /\bapi key not valid\b/i.test(message)],
];

function kindOf(failure: ApiFailure): StatusKind {
  return KINDS.find(([, fits]) => fits(failure))?.[0] ?? 'invalid_request';
}

/** Codes differ between servers, so the words of the common ones are looked for too. */
function isTooLong(failure: ApiFailure): boolean {
  return (
    names(failure, /^context_length_exceeded$|^exceed_context_size_error$/) ||
    /\b(?:maximum )?context (?:length|window|size)\b|\bprompt is too long\b/i.test(failure.message)
  );
}

function names({ code, type }: Pick<ApiFailure, 'code' | 'type'>, pattern: RegExp): boolean {
  return pattern.test(code) || pattern.test(type);
}

/** A code or a parameter's name, unless it is something that a key could be. */
function safeWord(text: string): string | undefined {
  return /^[A-Za-z][A-Za-z_.[\]0-9]{0,63}$/.test(text) && !/\d{6}|[A-Za-z0-9]{32}/.test(text)
    ? text
    : undefined;
}

function safeRequestId(text: string | null): string | undefined {
  return text !== null && /^[\w.:-]{1,128}$/.test(text) ? text : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? (safeWord(error.constructor.name) ?? 'Error') : typeof error;
}
