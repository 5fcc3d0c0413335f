import { describe, expect, it } from 'vitest';
import { toResult } from './result.ts';

const MESSAGE = { role: 'assistant', content: 'hi' };

function completion(message: object, choice: object = {}) {
  return {
    model: 'm-2026',
    choices: [{ message: { ...MESSAGE, ...message }, finish_reason: 'stop', ...choice }],
  };
}

describe('toResult', () => {
  it('reads a complete answer', () => {
    const answer = {
      ...completion({}),
      _request_id: 'req-1',
      usage: {
        prompt_tokens: 9,
        completion_tokens: 3,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    };
    expect(toResult(answer, 'm')).toEqual({
      kind: 'text',
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 },
      model: 'm-2026',
      requestId: 'req-1',
    });
  });

  it('does with little', () => {
    expect(toResult({ choices: [{ message: { content: 'hi' } }] }, 'm')).toEqual({
      kind: 'text',
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      model: 'm',
      requestId: null,
    });
  });

  it('keeps a text that was cut, and says so', () => {
    expect(toResult(completion({}, { finish_reason: 'length' }), 'm')).toMatchObject({
      kind: 'text',
      text: 'hi',
      finish: 'length',
    });
  });

  it('joins a text in parts', () => {
    const content = [{ type: 'text', text: 'h' }, { type: 'image' }, { type: 'text', text: 'i' }];
    expect(toResult(completion({ content }), 'm')).toMatchObject({ text: 'hi' });
  });

  it('reads a refusal', () => {
    expect(toResult(completion({ content: null, refusal: 'no' }), 'm')).toMatchObject({
      kind: 'refusal',
      refusal: 'no',
      model: 'm-2026',
    });
  });

  it('takes nonsense in the usage for 0', () => {
    const usage = { prompt_tokens: 'many', completion_tokens: -1, prompt_tokens_details: null };
    expect(toResult({ ...completion({}), usage }, 'm').usage).toEqual({
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
    });
  });

  it.each([
    ['nothing', undefined, 'bad_response'],
    ['null', null, 'bad_response'],
    ['a text', '<html>', 'bad_response'],
    ['a list', [], 'bad_response'],
    ['an empty object', {}, 'bad_response'],
    ['an error object', { ...completion({}), error: { message: 'x' } }, 'bad_response'],
    ['no choices', { choices: [] }, 'bad_response'],
    ['choices of null', { choices: [null] }, 'bad_response'],
    ['no message', { choices: [{}] }, 'bad_response'],
    ['a blank text', completion({ content: ' \n' }), 'bad_response'],
    ['a call of a tool', completion({ content: null, tool_calls: [{}] }), 'bad_response'],
    [
      'a limit before the first word',
      completion({ content: '' }, { finish_reason: 'length' }),
      'output_truncated',
    ],
    ['a filter, with half a text', completion({}, { finish_reason: 'content_filter' }), 'content_filter'],
  ])('throws for %s', (_case, answer, kind) => {
    expect(() => toResult(answer, 'm')).toThrow(expect.objectContaining({ name: 'LlmError', kind }));
  });
});
