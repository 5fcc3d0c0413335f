import { inspect } from 'node:util';
import {
  LlmError,
  type LlmErrorKind,
  type LlmModel,
  type LlmRequest,
  type Logger,
  silentLogger,
} from '@chat-imposter/core';
import { type Brain, type LlmServer, scriptedBrain, startLlmServer } from '@chat-imposter/testing/llm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAiProvider } from './provider.ts';

const KEY = 'sk-test-0123456789abcdefABCDEF-qz7w';
const SYSTEM = 'You are Dana, 31, Tel Aviv.';
const PRIVATE_TEXT = 'the treasure is under the oak';

let server: LlmServer;
let brain: Brain;

beforeEach(async () => {
  brain = scriptedBrain;
  server = await startLlmServer({ brain: (request) => brain(request) });
});

afterEach(() => server.close());

function modelWith(document: object = {}, logger: Logger = silentLogger): LlmModel {
  const provider = createOpenAiProvider({ baseURL: server.baseUrl, environment: { OPENAI_API_KEY: KEY } });
  const config = provider.configSchema.parse({ model: 'gpt-6-luna', reasoning_effort: 'none', ...document });
  return provider.createModel(config, { userId: 'dana', logger });
}

function ask(
  model: LlmModel,
  content = PRIVATE_TEXT,
  { signal = new AbortController().signal, ...request }: Partial<LlmRequest> & { signal?: AbortSignal } = {},
) {
  return model.generate({ system: SYSTEM, messages: [{ role: 'user', content }], ...request }, { signal });
}

async function failureOf(call: Promise<unknown>): Promise<LlmError> {
  const outcome = await call.then(
    () => new Error('The call succeeded.'),
    (error: unknown) => error,
  );
  if (outcome instanceof LlmError) return outcome;
  throw outcome;
}

/** A logger that keeps what it was told. */
function recorder() {
  const warnings: { fields: object; message: string }[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields, message) => warnings.push({ fields, message }) };
  return { logger, warnings };
}

describe('OpenAiModel', () => {
  it('answers with text, usage, model and request id', async () => {
    brain = () => ({
      text: 'hi',
      model: 'gpt-6-luna-2026',
      usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 },
    });
    expect(await ask(modelWith())).toEqual({
      kind: 'text',
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 },
      model: 'gpt-6-luna-2026',
      requestId: expect.stringMatching(/./),
    });
  });

  it('lets the model see the persona and the whole conversation', async () => {
    const earlier = [
      { role: 'user', content: 'my name is Noa' },
      { role: 'assistant', content: 'hi Noa' },
    ] as const;
    const answerTo = async (content: string) =>
      ask(modelWith(), content, { messages: [...earlier, { role: 'user', content }] });
    expect(await answerTo('what is my name?')).toMatchObject({ text: 'Your name is Noa.' });
    expect(await answerTo('how many messages do you see?')).toMatchObject({ text: 'I see 3 messages.' });
    expect(await answerTo('who are you?')).toMatchObject({ text: 'I am Dana.' });
  });

  it('sends exactly the persona, the conversation and the parameters', async () => {
    await ask(modelWith({ temperature: 0.3, max_output_tokens: 40, top_k: 5, metadata: { a: 'b' } }), 'hi');
    expect(server.requests[0]?.body).toEqual({
      model: 'gpt-6-luna',
      messages: [
        { role: 'system', content: SYSTEM },
        { role: 'user', content: 'hi' },
      ],
      temperature: 0.3,
      reasoning_effort: 'none',
      max_tokens: 40,
      top_k: 5,
      metadata: { a: 'b' },
    });
  });

  it('sends exactly the headers that a request needs', async () => {
    await ask(modelWith());
    const { 'x-request-id': _madeByTheServer, ...headers } = server.requests[0]?.headers ?? {};
    const byFetch = [
      'accept-encoding',
      'accept-language',
      'connection',
      'content-length',
      'host',
      'sec-fetch-mode',
    ];
    const ours = Object.entries(headers).filter(([name]) => !byFetch.includes(name));
    expect(Object.fromEntries(ours)).toEqual({
      accept: 'application/json',
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'user-agent': 'chat-imposter',
    });
  });

  it('keeps a text that was cut off, and says so', async () => {
    brain = () => ({ text: 'half a sen', finish: 'length' });
    expect(await ask(modelWith())).toMatchObject({ kind: 'text', text: 'half a sen', finish: 'length' });
  });

  it('tells a refusal from a text', async () => {
    server.fail('refusal');
    expect(await ask(modelWith())).toMatchObject({ kind: 'refusal', refusal: 'I cannot help with that.' });
  });

  it('asks as many at once as it is told to', async () => {
    const held = server.hold();
    const model = modelWith();
    const answers = Promise.all(Array.from({ length: 20 }, (_, index) => ask(model, `repeat: ${index}`)));
    for (let index = 0; index < 20; index++) await server.nextRequest();
    held.release();
    expect((await answers).map((answer) => answer.kind === 'text' && answer.text)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
  });
});

describe('OpenAiModel failures', () => {
  it.each<
    [Parameters<LlmServer['fail']>[0], Parameters<LlmServer['fail']>[1], LlmErrorKind, boolean, object]
  >([
    ['rate_limit', { retryAfterSeconds: 2 }, 'rate_limit', true, { status: 429, retryAfterMs: 2000 }],
    ['rate_limit', {}, 'rate_limit', true, { status: 429, retryAfterMs: undefined }],
    ['insufficient_quota', {}, 'quota', false, { status: 429, code: 'insufficient_quota' }],
    ['server_error', {}, 'server', true, { status: 500 }],
    [
      'server_error',
      { status: 503, retryAfterSeconds: 1 },
      'server',
      true,
      { status: 503, retryAfterMs: 1000 },
    ],
    ['unauthorized', {}, 'auth', false, { status: 401, code: 'invalid_api_key' }],
    ['unknown_model', {}, 'model_not_found', false, { status: 404, code: 'model_not_found' }],
    ['context_length_exceeded', {}, 'context_length', false, { status: 400, param: 'messages' }],
    ['html', {}, 'bad_response', true, {}],
    ['empty_body', {}, 'bad_response', true, {}],
    ['invalid_json', {}, 'bad_response', true, {}],
    ['empty_object', {}, 'bad_response', true, {}],
    ['error_object', {}, 'bad_response', true, {}],
    ['empty_choices', {}, 'bad_response', true, {}],
    ['content_filter', {}, 'content_filter', false, {}],
    ['length_without_text', {}, 'output_truncated', false, {}],
    ['reset', {}, 'network', true, {}],
    ['cut_body', {}, 'network', true, {}],
  ])('maps %s %j to %s', async (fault, details, kind, retryable, rest) => {
    server.fail(fault, details);
    const error = await failureOf(ask(modelWith()));
    expect(error).toMatchObject({ kind, retryable, ...rest });
    // The retry loop is the caller's: one call, one request.
    expect(server.requests).toHaveLength(1);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(
      /sk-test|qz7w|treasure|current quota|Bad gateway/,
    );
  });

  it('answers again after a failure', async () => {
    server.fail('server_error');
    const model = modelWith();
    await failureOf(ask(model));
    expect(await ask(model, 'repeat: fine')).toMatchObject({ text: 'fine' });
  });

  it('says that a server cannot be reached', async () => {
    await server.close();
    const error = await failureOf(ask(modelWith()));
    expect(error).toMatchObject({ kind: 'network', retryable: true, code: 'ECONNREFUSED' });
  });

  it('reads a waiting time in milliseconds and as a date', async () => {
    server.respond({ status: 429, headers: { 'retry-after-ms': '62' }, body: '{}' });
    const date = 'Sun, 22 Nov 2026 12:00:00 GMT';
    const later = 'Sun, 22 Nov 2026 12:00:09 GMT';
    server.respond({ status: 429, headers: { date, 'retry-after': later }, body: '{}' });
    const model = modelWith();
    expect(await failureOf(ask(model))).toMatchObject({ kind: 'rate_limit', retryAfterMs: 62 });
    expect(await failureOf(ask(model))).toMatchObject({ kind: 'rate_limit', retryAfterMs: 9000 });
  });

  it('names the request that failed', async () => {
    server.respond({ status: 500, headers: { 'x-request-id': 'req-77' }, body: '<h1>sorry</h1>' });
    expect(await failureOf(ask(modelWith()))).toMatchObject({ kind: 'server', requestId: 'req-77' });
  });

  it('does not follow a server that sends it elsewhere', async () => {
    const elsewhere = await startLlmServer();
    try {
      const location = `${elsewhere.baseUrl}/chat/completions`;
      server.respond({ status: 307, headers: { location }, body: '' });
      expect(await failureOf(ask(modelWith()))).toMatchObject({ kind: 'invalid_request', status: 307 });
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });
});

describe('OpenAiModel time limit', () => {
  it.each([
    ['is silent', 'hang', {}],
    ['stops in the middle of the answer', 'stall', {}],
    ['stops in the middle of an error', 'stall', { status: 500 }],
  ] as const)('ends a call when the server %s', async (_case, fault, details) => {
    server.fail(fault, details);
    const call = failureOf(ask(modelWith({ timeout_ms: 150 })));
    const request = await server.nextRequest();
    expect(await call).toMatchObject({ kind: 'timeout', retryable: true });
    await request.abandoned;
    expect(server.requests).toHaveLength(1);
  });
});

describe('OpenAiModel abort', () => {
  it.each([
    ['is silent', 'hang', {}],
    ['is in the middle of the answer', 'stall', {}],
    ['is in the middle of an error', 'stall', { status: 500 }],
  ] as const)('ends a call while the server %s', async (_case, fault, details) => {
    server.fail(fault, details);
    const controller = new AbortController();
    const call = failureOf(ask(modelWith(), PRIVATE_TEXT, { signal: controller.signal }));
    const request = await server.nextRequest();
    controller.abort(new Error('private reason'));
    const error = await call;
    expect(error).toMatchObject({ kind: 'aborted', retryable: false });
    expect(error.message).not.toContain('private');
    await request.abandoned;
  });

  it('sends nothing when the call was stopped before', async () => {
    const call = ask(modelWith(), PRIVATE_TEXT, { signal: AbortSignal.abort() });
    expect(await failureOf(call)).toMatchObject({ kind: 'aborted' });
    expect(server.requests).toEqual([]);
  });
});

describe('OpenAiModel parameter healing', () => {
  const forever = { times: Number.POSITIVE_INFINITY };

  it('drops a refused parameter, warns once and remembers', async () => {
    server.fail('unsupported_parameter', { ...forever, parameter: 'temperature' });
    const { logger, warnings } = recorder();
    const model = modelWith({}, logger);
    expect(await ask(model, 'repeat: one')).toMatchObject({ text: 'one' });
    expect(await ask(model, 'repeat: two')).toMatchObject({ text: 'two' });
    expect(server.requests.map(({ body }) => 'temperature' in body)).toEqual([true, false, false]);
    expect(warnings).toEqual([
      {
        fields: { userId: 'dana', model: 'gpt-6-luna', parameter: 'temperature' },
        message: expect.stringContaining('"temperature"; it is left out from now on'),
      },
    ]);
  });

  it('renames the limit of the answer, and drops it when no name is known', async () => {
    server.fail('unsupported_parameter', { ...forever, parameter: 'max_tokens' });
    const model = modelWith({ max_output_tokens: 40 });
    await ask(model, 'repeat: one');
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 40 });
    server.fail('unsupported_parameter', { ...forever, parameter: 'max_completion_tokens' });
    expect(await ask(model, 'repeat: two')).toMatchObject({ text: 'two' });
    expect(server.requests).toHaveLength(4);
    expect(server.requests.at(-1)?.body).not.toHaveProperty('max_completion_tokens');
    expect(server.requests.at(-1)?.body).not.toHaveProperty('max_tokens');
  });

  it('heals several parameters in one call', async () => {
    for (const parameter of ['temperature', 'reasoning_effort', 'top_k']) {
      server.fail('unsupported_parameter', { ...forever, parameter });
    }
    expect(await ask(modelWith({ top_k: 5 }), 'repeat: one')).toMatchObject({ text: 'one' });
    expect(Object.keys(server.requests.at(-1)?.body ?? {}).sort()).toEqual(['messages', 'model']);
  });

  it('warns once when calls at the same time learn the same', async () => {
    server.fail('unsupported_parameter', { ...forever, parameter: 'temperature' });
    const held = server.hold();
    const { logger, warnings } = recorder();
    const model = modelWith({}, logger);
    const answers = Promise.all([ask(model, 'repeat: one'), ask(model, 'repeat: two')]);
    await server.nextRequest();
    await server.nextRequest();
    held.release();
    expect(await answers).toMatchObject([{ text: 'one' }, { text: 'two' }]);
    expect(warnings).toHaveLength(1);
  });

  it('gives up when the refusal is about something else', async () => {
    const error = { message: 'Invalid something.', param: null, code: null };
    server.respond({ status: 400, body: JSON.stringify({ error }) });
    expect(await failureOf(ask(modelWith()))).toMatchObject({ kind: 'invalid_request', status: 400 });
    expect(server.requests).toHaveLength(1);
  });
});
