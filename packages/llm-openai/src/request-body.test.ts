import type { LlmRequest } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { openAiConfigurationSchema } from './configuration.ts';
import { requestBody, takesTemperature } from './request-body.ts';

const schema = openAiConfigurationSchema(new Set());
const REQUEST: LlmRequest = { system: 'You are Dana.', messages: [{ role: 'user', content: 'hi' }] };

function bodyOf(document: object, request: Partial<LlmRequest> = {}) {
  const config = schema.parse({ model: 'classic-1', ...document });
  return requestBody(config, { ...REQUEST, ...request }, 'max_completion_tokens');
}

describe('requestBody', () => {
  it('holds the model, the conversation and the temperature, and nothing else by default', () => {
    expect(bodyOf({})).toEqual({
      model: 'classic-1',
      messages: [
        { role: 'system', content: 'You are Dana.' },
        { role: 'user', content: 'hi' },
      ],
      temperature: 0.7,
    });
  });

  it('leaves an empty system message out', () => {
    expect(bodyOf({}, { system: '' }).messages).toEqual([{ role: 'user', content: 'hi' }]);
  });

  it('sends no other field of a message', () => {
    const message = { role: 'user' as const, content: 'hi', name: 'Ann' };
    expect(bodyOf({}, { system: '', messages: [message] }).messages).toEqual([
      { role: 'user', content: 'hi' },
    ]);
  });

  it('keeps what is for the program to itself', () => {
    const own = {
      api_key_source: 'explicit',
      api_key: 'sk-secret',
      base_url: 'https://a.example',
      system: 'x',
    };
    const body = bodyOf({ ...own, timeout_ms: 5, max_retries: 1 });
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'temperature']);
  });

  it('passes unknown keys as they are', () => {
    const extra = { top_k: 5, metadata: { a: 1 }, stop: ['\n'], seed: null };
    expect(bodyOf(extra)).toMatchObject(extra);
  });

  it('sends the reasoning effort only when there is one', () => {
    expect(bodyOf({ reasoning_effort: 'low' })).toMatchObject({ reasoning_effort: 'low' });
    expect(bodyOf({ reasoning_effort: null })).not.toHaveProperty('reasoning_effort');
  });

  it('limits the answer by the request, else by the configuration, under the name that the server knows', () => {
    expect(bodyOf({ max_output_tokens: 50 })).toMatchObject({ max_completion_tokens: 50 });
    expect(bodyOf({ max_output_tokens: 50 }, { maxOutputTokens: 9 })).toMatchObject({
      max_completion_tokens: 9,
    });
    const config = schema.parse({ model: 'm', max_output_tokens: 50 });
    const body = requestBody(config, REQUEST, 'max_tokens');
    expect(body).toMatchObject({ max_tokens: 50 });
    expect(body).not.toHaveProperty('max_completion_tokens');
  });

  it('leaves the temperature out for a reasoning model, set or not', () => {
    expect(bodyOf({ model: 'o3', temperature: 1.2 })).not.toHaveProperty('temperature');
    expect(bodyOf({ model: 'gpt-6-luna', temperature: 1.2, reasoning_effort: 'none' })).toMatchObject({
      temperature: 1.2,
      reasoning_effort: 'none',
    });
  });
});

describe('takesTemperature', () => {
  it.each([
    ['gpt-4o', null, true],
    ['gpt-4.1-nano', null, true],
    ['gpt-35-turbo', null, true],
    ['gpt-5-chat-latest', null, true],
    ['gpt-oss-20b', null, true],
    ['olmo-2', null, true],
    ['llama3.2', null, true],
    ['o1-mini', null, false],
    ['o3', 'low', false],
    ['gpt-5', null, false],
    ['gpt-5.6-luna', 'minimal', false],
    ['gpt-6-luna', null, false],
    ['gpt-6-luna', 'none', true],
    ['gpt-10', null, false],
    ['openai/o4-mini', null, false],
  ] as const)('%s with effort %s: %s', (model, effort, expected) => {
    expect(takesTemperature(model, effort)).toBe(expected);
  });
});
