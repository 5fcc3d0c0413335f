import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LlmServer } from './llm-server.ts';
import { startLlmServer } from './llm-server.ts';

let server: LlmServer;

beforeEach(async () => {
  server = await startLlmServer();
});

afterEach(() => server.close());

function post(text: string, parameters: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer test-key-0123456789' },
    body: JSON.stringify({ model: 'brain', messages: [{ role: 'user', content: text }], ...parameters }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function answerTo(text: string, parameters?: object): Promise<string> {
  const response = await post(text, parameters);
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content ?? '';
}

describe('startLlmServer', () => {
  it('listens on loopback only', () => {
    expect(server.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });

  it('answers as OpenAI does', async () => {
    const response = await post('hello');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      model: 'brain',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi! How are you?' } },
      ],
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    });
  });

  it('answers with what the brain says about finish, model and usage', async () => {
    await server.close();
    server = await startLlmServer({
      brain: async () => ({
        text: 'half',
        finish: 'length',
        model: 'brain-2',
        usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 },
      }),
    });
    const response = await post('x');
    expect(await response.json()).toMatchObject({
      model: 'brain-2',
      choices: [{ finish_reason: 'length', message: { content: 'half' } }],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 3,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
  });

  it('refuses as models do when the brain says so', async () => {
    await server.close();
    server = await startLlmServer({ brain: () => ({ text: '', refusal: 'No.', usage: { inputTokens: 9 } }) });
    const response = await post('x');
    expect(await response.json()).toMatchObject({
      choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'No.' } }],
      usage: { prompt_tokens: 9 },
    });
  });

  it('answers 500 when the brain throws', async () => {
    await server.close();
    server = await startLlmServer({
      brain: () => {
        throw new Error('no thought');
      },
    });
    const response = await post('x');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('no thought');
  });

  it('refuses a request that a strict server would refuse', async () => {
    const response = await post('x', {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
    });
    expect(response.status).toBe(400);
    expect(server.requests).toEqual([]);
  });
});

describe('LlmServer.requests', () => {
  it('keeps bodies and headers, oldest first', async () => {
    await answerTo('one', { temperature: 0.1 });
    await answerTo('two');
    expect(server.requests.map(({ body }) => body.messages[0]?.content)).toEqual(['one', 'two']);
    expect(server.requests[0]?.body.temperature).toBe(0.1);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer test-key-0123456789');
  });

  it('gives each request once to those who wait, whether it came before or after', async () => {
    await answerTo('one');
    expect((await server.nextRequest()).body.messages[0]?.content).toBe('one');
    const waiting = [server.nextRequest(), server.nextRequest()];
    await answerTo('two');
    await answerTo('three');
    const contents = (await Promise.all(waiting)).map(({ body }) => body.messages[0]?.content);
    expect(contents).toEqual(['two', 'three']);
    await answerTo('four');
    expect((await server.nextRequest()).body.messages[0]?.content).toBe('four');
  });

  it('rejects those who wait when the server closes, and those who come later', async () => {
    const waiting = server.nextRequest();
    await server.close();
    await expect(waiting).rejects.toThrow('closed');
    await expect(server.nextRequest()).rejects.toThrow('closed');
  });

  it('tells when the client gave up', async () => {
    server.fail('hang');
    const controller = new AbortController();
    const answer = post('x', {}, controller.signal);
    const request = await server.nextRequest();
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await request.abandoned;
  });
});

describe('LlmServer.fail', () => {
  it.each([
    ['rate_limit', 429, { code: 'rate_limit_exceeded' }],
    ['insufficient_quota', 429, { code: 'insufficient_quota' }],
    ['server_error', 500, { type: 'server_error' }],
    [
      'unauthorized',
      401,
      { code: 'invalid_api_key', message: expect.stringContaining('test-key********6789') },
    ],
    ['unknown_model', 404, { code: 'model_not_found', message: expect.stringContaining('brain') }],
    ['context_length_exceeded', 400, { code: 'context_length_exceeded' }],
    ['error_object', 200, { code: 'upstream' }],
  ] as const)('answers %s with status %i and the error object', async (fault, status, error) => {
    server.fail(fault);
    const response = await post('x');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
  });

  it.each([
    ['refusal', { finish_reason: 'stop', message: { content: null, refusal: expect.any(String) } }],
    ['content_filter', { finish_reason: 'content_filter', message: { content: null } }],
    ['length_without_text', { finish_reason: 'length', message: { content: null } }],
  ] as const)('answers %s without a text', async (fault, choice) => {
    server.fail(fault);
    const response = await post('x');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ choices: [choice] });
  });

  it.each([
    ['html', /^<!doctype html>/],
    ['empty_body', /^$/],
    ['invalid_json', /^\{"choices": \[$/],
    ['empty_object', /^\{\}$/],
    ['empty_choices', /"choices":\[\]/],
  ] as const)('answers %s with status 200', async (fault, body) => {
    server.fail(fault);
    const response = await post('x');
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(body);
  });

  it('closes the connection without a word on reset', async () => {
    server.fail('reset');
    await expect(post('x')).rejects.toThrow('fetch failed');
  });

  it('closes the connection in the middle of the answer on cut_body', async () => {
    server.fail('cut_body');
    const response = await post('x');
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('begins an answer and stops on stall', async () => {
    const stalled = server.fail('stall', { status: 500 });
    const response = await post('x');
    expect(response.status).toBe(500);
    stalled.release();
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('answers as usual when a hanging request is released', async () => {
    const hanging = server.fail('hang', { times: Number.POSITIVE_INFINITY });
    const answer = answerTo('hello');
    await server.nextRequest();
    hanging.release();
    expect(await answer).toBe('Hi! How are you?');
    expect(await answerTo('hello')).toBe('Hi! How are you?');
  });

  it('fails as many requests as it was told and then answers again', async () => {
    server.fail('server_error', { times: 0 });
    server.fail('rate_limit', { times: 2, retryAfterSeconds: 1 });
    server.fail('server_error', { status: 503, retryAfterSeconds: 7 });
    const responses = [await post('x'), await post('x'), await post('x'), await post('x')];
    expect(responses.map(({ status }) => status)).toEqual([429, 429, 503, 200]);
    expect(responses.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1', '7', null]);
  });

  it('fails only the requests that it is for', async () => {
    server.fail('server_error', { when: ({ body }) => body.messages[0]?.content === 'bad' });
    expect((await post('good')).status).toBe(200);
    expect((await post('bad')).status).toBe(500);
    expect((await post('bad')).status).toBe(200);
  });

  it('refuses a parameter only where it is sent', async () => {
    server.fail('unsupported_parameter', { parameter: 'temperature' });
    expect((await post('x')).status).toBe(200);
    const response = await post('x', { temperature: 1 });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { param: 'temperature', code: 'unsupported_parameter' },
    });
  });

  it('wants to know which parameter is refused', () => {
    expect(() => server.fail('unsupported_parameter')).toThrow('parameter');
  });
});

describe('LlmServer.respond', () => {
  it('answers byte for byte', async () => {
    server.respond({
      status: 418,
      headers: { 'content-type': 'text/plain', 'x-tea': 'mint' },
      body: 'short',
    });
    const response = await post('x');
    expect(response.status).toBe(418);
    expect(response.headers.get('x-tea')).toBe('mint');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('content-length')).toBe('5');
    expect(await response.text()).toBe('short');
  });
});

describe('LlmServer.hold', () => {
  it('keeps answers back until all that hold them are released', async () => {
    const all = server.hold();
    const some = server.hold({ when: ({ body }) => body.messages[0]?.content === 'slow' });
    const order: string[] = [];
    const fast = answerTo('fast').then(() => order.push('fast'));
    const slow = answerTo('slow').then(() => order.push('slow'));
    await server.nextRequest();
    await server.nextRequest();
    expect(order).toEqual([]);
    all.release();
    await fast;
    // An answer that had been let go would be there before that of a later request.
    await answerTo('fast');
    expect(order).toEqual(['fast']);
    some.release();
    await slow;
  });
});

describe('LlmServer.close', () => {
  it('cuts requests that are held or hang, and may be called twice', async () => {
    server.hold({ when: ({ body }) => body.messages[0]?.content === 'held' });
    server.fail('hang', { when: ({ body }) => body.messages[0]?.content === 'hanging' });
    const answers = Promise.allSettled([post('held'), post('hanging')]);
    await server.nextRequest();
    await server.nextRequest();
    await server.close();
    await server.close();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(post('x')).rejects.toThrow('fetch failed');
  });

  it('leaves nothing behind that keeps the process alive', async () => {
    const script = `
      const { startLlmServer } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const server = await startLlmServer();
      server.hold();
      const answer = fetch(server.baseUrl + '/chat/completions', {
        method: 'POST',
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
      }).catch(() => 'cut');
      await server.nextRequest();
      await server.close();
      console.log(await answer);
    `;
    const child = spawn(process.execPath, [
      '--conditions=@chat-imposter/source',
      '--input-type=module',
      '-e',
      script,
    ]);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, 'close');
    expect({ code, output }).toEqual({ code: 0, output: 'cut\n' });
  });
});
