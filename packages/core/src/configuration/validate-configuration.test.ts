import { createFakeChatProvider, createFakeLlmProvider } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { ImposterError } from '../contracts/errors.ts';
import { validateConfiguration } from './validate-configuration.ts';

const providers = { chat: [createFakeChatProvider()], llm: [createFakeLlmProvider()] };
const minimal = { user_id: 'yahav', chat_provider_config: { provider_name: 'fakeChat' } };

function problemsOf(document: unknown) {
  try {
    validateConfiguration(document, providers);
  } catch (error) {
    if (ImposterError.is(error)) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('validateConfiguration', () => {
  it('fills in the defaults', () => {
    const { configuration, llm, chat } = validateConfiguration(minimal, providers);
    const limits = {
      max_messages: 10,
      max_characters: 1000,
      max_days: 1,
      max_characters_single_message: 300,
    };
    expect(configuration).toMatchObject({
      respond_to_whitelist: [],
      respond_to_whitelist_group: [],
      queue_config: limits,
      context_config: { ...limits, shared_context: true },
      behavior: { profile: 'natural' },
    });
    expect(chat.settings).toMatchObject({ allow_group_messages: false, match_push_names: false });
    expect(llm).toBeNull();
  });

  it('takes an old document: an array of one, with the old name of the chat section', () => {
    const { chat_provider_config, ...rest } = minimal;
    const { document } = validateConfiguration(
      [{ ...rest, chatbot_provider_config: chat_provider_config }],
      providers,
    );
    expect(document).toEqual(minimal);
  });

  it('keeps the document as it was written', () => {
    const given = {
      ...minimal,
      llm_provider_config: { provider_name: 'fakeLlm', provider_config: { top_k: 5 } },
    };
    const { document, llm } = validateConfiguration(given, providers);
    expect(document).toEqual(given);
    expect(llm?.config).toMatchObject({ top_k: 5, model: 'fake' });
  });

  it.each([
    ['no object', 'text', /^: must be one configuration object/],
    ['two documents at once', [minimal, minimal], /^: must be one configuration object/],
    ['no id', { chat_provider_config: minimal.chat_provider_config }, /^user_id: /],
    ['an id with a slash', { ...minimal, user_id: 'a/b' }, /^user_id: must be 1 to 64 letters/],
    ['a reserved id', { ...minimal, user_id: 'Status' }, /^user_id: is a reserved word/],
    ['no chat section', { user_id: 'yahav' }, /^chat_provider_config: /],
    [
      'a provider that is not there',
      { ...minimal, chat_provider_config: { provider_name: 'pigeon' } },
      /^chat_provider_config.provider_name: there is no provider "pigeon"; installed are "fakeChat"$/,
    ],
    [
      'a wrong value in the settings of a provider',
      { ...minimal, llm_provider_config: { provider_name: 'fakeLlm', provider_config: { max_retries: -1 } } },
      /^llm_provider_config.provider_config.max_retries: /,
    ],
    [
      'a limit of zero',
      { ...minimal, queue_config: { max_messages: 0 } },
      /^queue_config.max_messages: must be at least 1$/,
    ],
    [
      'half a message',
      { ...minimal, queue_config: { max_messages: 1.5 } },
      /^queue_config.max_messages: must be a whole number$/,
    ],
    [
      'a near miss',
      { ...minimal, respond_to_whitelst: [] },
      /^: unknown key "respond_to_whitelst"; did you mean "respond_to_whitelist"\?$/,
    ],
    [
      'a far miss',
      { ...minimal, zzzzzzzzzzzzzzzz: 1 },
      /^: unknown key "zzzzzzzzzzzzzzzz"; known are user_id, /,
    ],
    [
      'a near miss further down',
      { ...minimal, queue_config: { max_message: 1 } },
      /^queue_config: unknown key "max_message"; did you mean "max_messages"\?$/,
    ],
  ])('refuses %s', (_, document, expected) => {
    const problems = problemsOf(document);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it('refuses a time zone that is none', () => {
    const section = { provider_name: 'fakeChat', provider_config: { timezone: 'Mars/Phobos' } };
    expect(problemsOf({ ...minimal, chat_provider_config: section })).toEqual([
      'chat_provider_config.provider_config.timezone: must be an IANA time zone such as Europe/Berlin',
    ]);
  });

  it('answers many and huge unknown keys in few words', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `${index}${'x'.repeat(500)}`);
    const [problem, ...others] = problemsOf({
      ...minimal,
      ...Object.fromEntries(keys.map((key) => [key, 1])),
    });
    expect(others).toEqual([]);
    expect(problem?.length).toBeLessThan(10_000);
    expect(problem).toMatch(/and 4990 more unknown keys$/);
  });

  it('tells all problems at once', () => {
    const document = {
      ...minimal,
      user_id: '',
      queue_config: { max_days: 'many' },
      chat_provider_config: { provider_name: 'x' },
    };
    expect(problemsOf(document).map((problem) => problem.split(':')[0])).toEqual([
      'user_id',
      'queue_config.max_days',
      'chat_provider_config.provider_name',
    ]);
  });

  it('warns of a setting that looks like a slip, and passes it on', () => {
    const document = {
      ...minimal,
      llm_provider_config: { provider_name: 'fakeLlm', provider_config: { modell: 'x' } },
      context_config: { shared_context: false },
    };
    expect(validateConfiguration(document, providers).warnings).toEqual([
      'llm_provider_config.provider_config.modell is passed on as it is; did you mean "model"?',
    ]);
  });

  it.each([
    ['by default', {}],
    ['when it was asked for', { context_config: { shared_context: true } }],
  ])('says what shared context does and how to turn it off, %s', (_, more) => {
    const answering = { ...minimal, llm_provider_config: { provider_name: 'fakeLlm' } };
    expect(validateConfiguration({ ...answering, ...more }, providers).warnings).toEqual([
      expect.stringMatching(/^context_config\.shared_context is on: .*set it to false/),
    ]);
    expect(validateConfiguration({ ...minimal, ...more }, providers).warnings).toEqual([]);
  });

  it('says that nobody writes digests without a language model', () => {
    const digest = { enabled: true, deliver_to: 'self' };
    const group = { groupIdentifier: 'g', displayName: 'G', cronTrackingSchedule: '0/20 * * * *' };
    const periodic_group_tracking = [group, { ...group, groupIdentifier: 'h', digest }];
    expect(validateConfiguration({ ...minimal, periodic_group_tracking }, providers).warnings).toEqual([
      expect.stringMatching(/^periodic_group_tracking\.1\.digest needs a language model/),
    ]);
    const llm_provider_config = { provider_name: 'fakeLlm' };
    const answering = { ...minimal, llm_provider_config, context_config: { shared_context: false } };
    expect(validateConfiguration({ ...answering, periodic_group_tracking }, providers).warnings).toEqual([]);
  });

  it('does not change what it was given', () => {
    const given = Object.freeze({
      ...minimal,
      chat_provider_config: Object.freeze({ ...minimal.chat_provider_config }),
    });
    expect(() => validateConfiguration(given, providers)).not.toThrow();
  });
});
