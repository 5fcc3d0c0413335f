import { ImposterError } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { apiKeyOf } from './api-key.ts';

const fromEnvironment = { api_key_source: 'environment', api_key: 'sk-document' } as const;
const explicit = { api_key_source: 'explicit', api_key: ' sk-document\n' } as const;

describe('apiKeyOf', () => {
  it('takes OPENAI_API_KEY, without blanks around it', () => {
    expect(apiKeyOf(fromEnvironment, () => ({ OPENAI_API_KEY: 'sk-environment\n' }))).toBe('sk-environment');
  });

  it('takes the key of the document without looking at the environment', () => {
    const environment = () => {
      throw new Error('looked');
    };
    expect(apiKeyOf(explicit, environment)).toBe('sk-document');
  });

  it.each([
    ['no variable', fromEnvironment, {}, 'set OPENAI_API_KEY'],
    ['an empty variable', fromEnvironment, { OPENAI_API_KEY: ' ' }, 'set OPENAI_API_KEY'],
    ['an unsendable variable', fromEnvironment, { OPENAI_API_KEY: 'sk-secret ☃' }, 'characters'],
    [
      'no key in the document',
      { ...explicit, api_key: null },
      {},
      'set llm_provider_config.provider_config.api_key',
    ],
    [
      'an empty key in the document',
      { ...explicit, api_key: '' },
      {},
      'set llm_provider_config.provider_config.api_key',
    ],
  ])('says what to do about %s', (_case, source, environment, advice) => {
    const error = thrownBy(() => apiKeyOf(source, () => environment));
    expect(ImposterError.is(error) && error.code).toBe('llm_key_missing');
    expect(String(error)).toContain(advice);
    expect(String(error)).not.toContain('secret');
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
