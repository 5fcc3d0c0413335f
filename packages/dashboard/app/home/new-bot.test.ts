import { describe, expect, it } from 'vitest';
import { configurationOf, fieldAt, type NewBot, problemsOf } from './new-bot.ts';

const bot = (more: Partial<NewBot> = {}): NewBot => ({
  name: 'dana',
  mode: 'answers',
  system: ' You are Dana. ',
  model: ' gpt-6-luna ',
  keySource: 'environment',
  key: '',
  ...more,
});

describe('problemsOf', () => {
  it.each([
    ['', 'nameMissing'],
    ['my bot', 'nameWrong'],
    ['-dana', 'nameWrong'],
    ['דנה', 'nameWrong'],
    ['a/b', 'nameWrong'],
    ['a'.repeat(65), 'nameWrong'],
    ['ELI', 'nameTaken'],
    ['a'.repeat(64), undefined],
    ['0.a_b-C', undefined],
  ])('of the name %j: %s', (name, expected) => {
    expect(problemsOf(bot({ name }), ['eli']).name).toBe(expected);
  });

  it.each([
    [{ model: ' ' }, { model: 'modelMissing' }],
    [{ keySource: 'explicit' }, { key: 'typedKeyMissing' }],
    [{ keySource: 'explicit', key: 'sk-1' }, {}],
    [{ mode: 'collects', model: '', keySource: 'explicit' }, {}],
  ] as const)('of %o: %o', (more, expected) => {
    expect(problemsOf(bot(more), [])).toEqual(expected);
  });
});

describe('configurationOf', () => {
  const chat = {
    user_id: 'dana',
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
  };
  const llm = (more: object) => ({
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: { model: 'gpt-6-luna', system: 'You are Dana.', ...more },
    },
  });

  it.each([
    [{ key: 'typed and then not chosen' }, { ...chat, ...llm({ api_key_source: 'environment' }) }],
    [
      { keySource: 'explicit', key: 'sk-1' },
      { ...chat, ...llm({ api_key_source: 'explicit', api_key: 'sk-1' }) },
    ],
    [{ mode: 'collects' }, chat],
  ] as const)('of %o', (more, expected) => {
    expect(configurationOf(bot(more))).toEqual(expected);
  });
});

describe('fieldAt', () => {
  it.each([
    ['user_id', 'name'],
    ['llm_provider_config.provider_config.model', 'model'],
    ['llm_provider_config.provider_config.api_key', 'key'],
    ['queue_config.max_messages', null],
  ])('of %s is %s', (path, expected) => {
    expect(fieldAt(path)).toBe(expected);
  });
});
