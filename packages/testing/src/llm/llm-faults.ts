import type { ServerResponse } from 'node:http';
import { textlessCompletion } from './chat-completion.ts';
import type { Gate } from './gate.ts';
import type { LlmServerRequest } from './llm-request.ts';
import { type RawAnswer, sendAnswer, sendStart } from './raw-answer.ts';

/**
 * A way to fail, as OpenAI or a server that imitates it does.
 * - With a status of its own: `rate_limit` (429), `insufficient_quota` (429), `server_error` (500, or `status`),
 *   `unauthorized` (401; echoes both ends of the key as OpenAI does), `unknown_model` (404),
 *   `context_length_exceeded` (400), `unsupported_parameter` (400; only requests that carry `parameter`).
 * - With status 200 and a useless answer: `html`, `empty_body`, `invalid_json`, `empty_object`, `error_object`,
 *   `empty_choices`, `refusal`, `content_filter`, `length_without_text`.
 * - On the line: `reset` (closed without a word), `cut_body` (closed in the middle of the answer),
 *   `hang` (silent until released), `stall` (half an answer with status 200 or `status`, silent, cut when released).
 */
export type LlmFault =
  | 'rate_limit'
  | 'insufficient_quota'
  | 'server_error'
  | 'unauthorized'
  | 'unknown_model'
  | 'context_length_exceeded'
  | 'unsupported_parameter'
  | 'html'
  | 'empty_body'
  | 'invalid_json'
  | 'empty_object'
  | 'error_object'
  | 'empty_choices'
  | 'refusal'
  | 'content_filter'
  | 'length_without_text'
  | 'reset'
  | 'cut_body'
  | 'hang'
  | 'stall';

/** Details of a fault. */
export interface FaultDetails {
  /** With `rate_limit` and `server_error`: the `Retry-After` header in seconds. Default: no header. */
  retryAfterSeconds?: number;
  /** With `server_error` (default 500) and `stall` (default 200). */
  status?: number;
  /** With `unsupported_parameter`: the name of the parameter that is refused. Required there. */
  parameter?: string;
}

/** Answers one request with a fault. False: the request is to be answered as usual. */
export type FaultHandler = (
  request: LlmServerRequest,
  response: ServerResponse,
  gate: Gate,
) => Promise<boolean>;

/**
 * How a fault is put on the wire.
 * @throws Error when `unsupported_parameter` does not say which parameter
 */
export function faultHandler(fault: LlmFault, details: FaultDetails): FaultHandler {
  if (fault === 'hang') return hang;
  if (fault === 'stall') return stall(details.status ?? 200);
  if (fault === 'reset') return reset;
  if (fault === 'cut_body') return cutBody;
  if (fault === 'unsupported_parameter' && details.parameter === undefined) {
    throw new Error('The fault "unsupported_parameter" needs the name of the parameter: { parameter: "…" }.');
  }
  return (request, response) => sendAnswer(response, ANSWERS[fault](request, details));
}

const hang: FaultHandler = async (_request, _response, gate) => {
  await gate.wait();
  return false;
};

const stall =
  (status: number): FaultHandler =>
  async (_request, response, gate) => {
    await sendStart(response, { status, body: HALF_ANSWER });
    await gate.wait();
    response.destroy();
    return true;
  };

const reset: FaultHandler = async (_request, response) => {
  response.destroy();
  return true;
};

const cutBody: FaultHandler = async (_request, response) => {
  // The rest must not go out in the same segment as the end of the connection, or the client sees neither.
  await sendStart(response, { body: HALF_ANSWER });
  response.destroy();
  return true;
};

const HALF_ANSWER = '{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"mess';

type AnswerFault = Exclude<LlmFault, 'hang' | 'stall' | 'reset' | 'cut_body'>;

const ANSWERS: Record<AnswerFault, (request: LlmServerRequest, details: FaultDetails) => RawAnswer> = {
  rate_limit: (_request, details) => ({
    ...failure(429, 'Rate limit reached for requests.', { code: 'rate_limit_exceeded', type: 'requests' }),
    headers: retryAfter(details),
  }),
  insufficient_quota: () =>
    failure(429, 'You exceeded your current quota.', {
      code: 'insufficient_quota',
      type: 'insufficient_quota',
    }),
  server_error: (_request, details) => ({
    ...failure(details.status ?? 500, 'The server had an error.', { type: 'server_error' }),
    headers: retryAfter(details),
  }),
  unauthorized: (request) =>
    failure(401, `Incorrect API key provided: ${shortenedKey(request)}.`, { code: 'invalid_api_key' }),
  unknown_model: ({ body }) =>
    failure(404, `The model \`${body.model}\` does not exist.`, { code: 'model_not_found' }),
  context_length_exceeded: () =>
    failure(400, "This model's maximum context length is exceeded.", {
      code: 'context_length_exceeded',
      param: 'messages',
    }),
  unsupported_parameter: (_request, { parameter = '' }) =>
    failure(400, `Unsupported parameter: '${parameter}' is not supported with this model.`, {
      code: 'unsupported_parameter',
      param: parameter,
    }),
  html: () => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Bad gateway</h1>' }),
  empty_body: () => ({ body: '' }),
  invalid_json: () => ({ body: '{"choices": [' }),
  empty_object: () => ({ body: '{}' }),
  error_object: () => ({ ...failure(500, 'Provider returned an error.', { code: 'upstream' }), status: 200 }),
  empty_choices: ({ body }) => ({
    body: JSON.stringify({ ...textlessCompletion(body, 'stop'), choices: [] }),
  }),
  refusal: ({ body }) => ({
    body: JSON.stringify(textlessCompletion(body, 'stop', 'I cannot help with that.')),
  }),
  content_filter: ({ body }) => ({ body: JSON.stringify(textlessCompletion(body, 'content_filter')) }),
  length_without_text: ({ body }) => ({ body: JSON.stringify(textlessCompletion(body, 'length')) }),
};

function failure(
  status: number,
  message: string,
  { type = 'invalid_request_error', code = null, param = null }: Partial<Record<string, string | null>>,
): RawAnswer {
  return { status, body: JSON.stringify({ error: { message, type, param, code } }) };
}

function retryAfter({ retryAfterSeconds }: FaultDetails): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}

function shortenedKey({ headers }: LlmServerRequest): string {
  const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
  return `${key.slice(0, 8)}********${key.slice(-4)}`;
}
