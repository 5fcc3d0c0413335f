import { LlmError } from '@chat-imposter/core';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { toLlmError } from './errors.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function statusError(status: number, error: object, headers: Record<string, string> = {}) {
  return OpenAI.APIError.generate(status, { error }, undefined, new Headers(headers));
}

const map = (error: unknown) => toLlmError(error, OpenAI, NOW);

describe('toLlmError', () => {
  it.each([
    [400, {}, 'invalid_request'],
    [400, { code: 'context_length_exceeded' }, 'context_length'],
    [400, { message: "This model's maximum context length is 4096 tokens." }, 'context_length'],
    [400, { message: 'the request exceeds the available context size' }, 'context_length'],
    [400, { type: 'exceed_context_size_error' }, 'context_length'],
    [400, { message: 'prompt is too long: 9 tokens > 8 maximum' }, 'context_length'],
    [413, {}, 'context_length'],
    [400, { code: 'content_filter' }, 'content_filter'],
    [400, { code: 'content_policy_violation' }, 'content_filter'],
    [400, { code: 'model_decommissioned' }, 'model_not_found'],
    [400, { message: 'API key not valid. Please pass a valid API key.' }, 'auth'],
    [401, {}, 'auth'],
    [402, {}, 'quota'],
    [403, {}, 'auth'],
    [403, { code: 'model_not_found' }, 'model_not_found'],
    [404, {}, 'model_not_found'],
    [408, {}, 'server'],
    [409, {}, 'server'],
    [422, {}, 'invalid_request'],
    [429, {}, 'rate_limit'],
    [
      429,
      { code: 'rate_limit_exceeded', message: 'see your billing page to raise your quota' },
      'rate_limit',
    ],
    [429, { code: 'insufficient_quota' }, 'quota'],
    [429, { type: 'insufficient_quota' }, 'quota'],
    [429, { code: 'billing_hard_limit_reached' }, 'quota'],
    [500, {}, 'server'],
    [503, {}, 'server'],
    [529, {}, 'server'],
    [307, {}, 'invalid_request'],
  ])('maps status %i with %j to %s', (status, error, kind) => {
    expect(map(statusError(status, error))).toMatchObject({ kind, status });
  });

  it('keeps what helps and leaves out what the server said in its own words', () => {
    const error = {
      message: 'Bad key sk-abc in "tell nobody"',
      code: 'bad_value',
      param: 'top_k',
      type: 'x',
    };
    const mapped = map(statusError(400, error, { 'x-request-id': 'req-1', 'retry-after': '3' }));
    expect(mapped).toMatchObject({
      code: 'bad_value',
      param: 'top_k',
      requestId: 'req-1',
      retryAfterMs: 3000,
    });
    expect(mapped.cause).toBeUndefined();
    expect(mapped.message).toContain('400, bad_value, top_k');
    expect(JSON.stringify([mapped.message, mapped.stack, mapped])).not.toMatch(/sk-abc|tell nobody/);
  });

  it.each(['sk-proj-4f2', 'a'.repeat(33), 'abc 123', 'k1234567', ''])(
    'drops a code that is no word: %j',
    (code) => {
      expect(map(statusError(400, { code, param: code }))).toMatchObject({
        code: undefined,
        param: undefined,
      });
    },
  );

  it('drops a request id that could be anything', () => {
    expect(map(statusError(500, {}, { 'x-request-id': 'a b' })).requestId).toBeUndefined();
  });

  it('says that redirects are not followed', () => {
    expect(map(statusError(307, {})).message).toContain('final address');
  });

  it.each([
    ['an abort', new OpenAI.APIUserAbortError(), 'aborted'],
    ['a time limit', new OpenAI.APIConnectionTimeoutError(), 'timeout'],
    ['a lost connection', new OpenAI.APIConnectionError({ message: 'x' }), 'network'],
    ['a cut body', new TypeError('terminated'), 'network'],
    ['an empty body', new TypeError("Cannot read properties of undefined (reading 'x')"), 'bad_response'],
    ['broken JSON', new SyntaxError('Unexpected token s in sk-abc'), 'bad_response'],
    ['a bug', new RangeError('sk-abc'), 'unknown'],
    ['no error at all', 'sk-abc', 'unknown'],
  ])('maps %s', (_case, error, kind) => {
    const mapped = map(error);
    expect(mapped.kind).toBe(kind);
    expect(mapped.cause).toBeUndefined();
    expect(mapped.message).not.toContain('sk-abc');
  });

  it('tells the system code of a lost connection', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const cause = new TypeError('fetch failed', { cause: refused });
    expect(map(new OpenAI.APIConnectionError({ message: 'x', cause }))).toMatchObject({
      kind: 'network',
      code: 'ECONNREFUSED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('does not follow causes in a circle', () => {
    const error: Error & { cause?: unknown } = new OpenAI.APIConnectionError({ message: 'x' });
    error.cause = error;
    expect(map(error).kind).toBe('network');
  });

  it('passes its own errors on', () => {
    const error = new LlmError('content_filter', 'x');
    expect(map(error)).toBe(error);
  });
});
