import { createFakeChatProvider, createFakeLlmProvider } from '@chat-imposter/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { LlmProvider } from '../contracts/llm-provider.ts';
import { createImposter } from '../imposter.ts';
import { userConfigurationJsonSchema } from './json-schema.ts';
import type { JsonSchema } from './to-json-schema.ts';
import { validateConfiguration } from './validate-configuration.ts';

const providers = { chat: [createFakeChatProvider()], llm: [createFakeLlmProvider()] };
const schema = userConfigurationJsonSchema(providers);
const properties = schema.properties as Record<string, JsonSchema>;

/** A model whose settings cannot be empty. */
function demandingLlm(name: string): LlmProvider {
  const configSchema = z.looseObject({ model: z.string() }).meta({ title: `The ${name}` });
  return { ...createFakeLlmProvider(name), aliases: [`${name}Alias`], configSchema } as LlmProvider;
}

/** The keys without a title or a description, anywhere but in the settings of plugins. */
function untitled(part: JsonSchema, path = ''): string[] {
  return Object.entries(part).flatMap(([key, value]): string[] => {
    const here = `${path}/${key}`;
    if (key === '$defs' || typeof value !== 'object' || value === null) return [];
    if (key !== 'properties') return untitled(value as JsonSchema, here);
    return Object.entries(value as Record<string, JsonSchema>).flatMap(([name, property]) => [
      ...('$ref' in property || (property.title && property.description) ? [] : [`${here}/${name}`]),
      ...untitled(property, `${here}/${name}`),
    ]);
  });
}

/** Whether a schema accepts a document; zod reads the parts of draft-07 schemas under `definitions`. */
function accepts(jsonSchema: JsonSchema, document: unknown): boolean {
  const text = JSON.stringify(jsonSchema, (key, value: unknown) => (key === 'default' ? undefined : value));
  return z.fromJSONSchema(JSON.parse(text.replaceAll('$defs', 'definitions'))).safeParse(document).success;
}

function isValid(document: unknown): boolean {
  try {
    validateConfiguration(document, providers);
    return true;
  } catch {
    return false;
  }
}

describe('userConfigurationJsonSchema', () => {
  it('has the keys of the document at the root and titles them', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['user_id', 'chat_provider_config'],
      additionalProperties: false,
    });
    expect(Object.keys(properties)).toContain('user_id');
    expect(untitled(schema)).toEqual([]);
    expect([schema.title, schema.description]).not.toContain(undefined);
  });

  it('gives the defaults', () => {
    expect(properties).toMatchObject({
      respond_to_whitelist: { default: [] },
      llm_provider_config: { default: null },
      context_config: { default: {}, properties: { shared_context: { default: true } } },
      queue_config: {
        default: {},
        properties: {
          max_messages: { default: 10 },
          max_characters: { default: 1000 },
          max_days: { default: 1 },
          max_characters_single_message: { default: 300 },
        },
      },
    });
    expect(schema.$defs).toMatchObject({
      ChatProviderSettings: { default: {}, properties: { allow_group_messages: { default: false } } },
      LLMProviderSettings: { default: {}, properties: { model: { default: 'fake' } } },
    });
  });

  it('names the installed providers and refers to their settings', () => {
    expect(properties.chat_provider_config).toMatchObject({
      title: 'Chat provider',
      properties: {
        provider_name: { enum: ['fakeChat'], default: 'fakeChat' },
        provider_config: { $ref: '#/$defs/ChatProviderSettings' },
      },
      required: ['provider_name'],
      additionalProperties: false,
    });
  });

  it('lets the bot respond or only collect', () => {
    expect(properties.llm_provider_config?.anyOf).toMatchObject([
      {
        title: 'Respond Using Llm',
        properties: {
          provider_name: { enum: ['fakeLlm'] },
          provider_config: { $ref: '#/$defs/LLMProviderSettings' },
        },
      },
      { title: 'Collection Only', type: 'null' },
    ]);
  });

  it('requires settings that cannot be empty, and knows other spellings of a name', () => {
    const demanding = userConfigurationJsonSchema({ ...providers, llm: [demandingLlm('pigeon')] });
    expect(demanding.properties).toMatchObject({
      llm_provider_config: {
        anyOf: [
          {
            properties: { provider_name: { enum: ['pigeon', 'pigeonAlias'] } },
            required: ['provider_name', 'provider_config'],
          },
          {},
        ],
      },
    });
    expect(demanding.$defs).not.toHaveProperty('LLMProviderSettings.default');
  });

  it('offers several providers as alternatives, each with its own settings', () => {
    const several = userConfigurationJsonSchema({
      chat: [createFakeChatProvider(), createFakeChatProvider('otherChat')],
      llm: [createFakeLlmProvider(), demandingLlm('pigeon')],
    });
    const alternative = (name: string, definition: string) => ({
      properties: {
        provider_name: { enum: expect.arrayContaining([name]) },
        provider_config: { $ref: `#/$defs/${definition}` },
      },
    });
    expect(several.properties).toMatchObject({
      chat_provider_config: {
        title: 'Chat provider',
        oneOf: [
          { title: 'fakeChat', ...alternative('fakeChat', 'ChatProviderSettings') },
          { title: 'otherChat', ...alternative('otherChat', 'ChatProviderSettings2') },
        ],
      },
      llm_provider_config: {
        anyOf: [
          {
            title: 'Respond Using Llm',
            oneOf: [
              { title: 'fakeLlm', ...alternative('fakeLlm', 'LLMProviderSettings') },
              { title: 'The pigeon', ...alternative('pigeon', 'LLMProviderSettings2') },
            ],
          },
          { title: 'Collection Only' },
        ],
      },
    });
    expect(several.$defs).toMatchObject({ LLMProviderSettings2: { title: 'The pigeon' } });
  });

  it('knows only Collection Only without a language model, and nothing right without a platform', () => {
    const none = userConfigurationJsonSchema({ chat: [], llm: [] });
    expect(none.properties).toMatchObject({
      chat_provider_config: { not: {} },
      llm_provider_config: { anyOf: [{ title: 'Collection Only' }] },
    });
  });

  it('refuses a provider whose schema is not written with zod 4', () => {
    const old = { ...createFakeLlmProvider(), configSchema: { safeParse: () => ({ success: true }) } };
    expect(() => userConfigurationJsonSchema({ ...providers, llm: [old as never] })).toThrow(/zod 4/);
  });
});

describe('userConfigurationJsonSchema and validateConfiguration', () => {
  const minimal = { user_id: 'yahav', chat_provider_config: { provider_name: 'fakeChat' } };
  const group = { groupIdentifier: 'g', displayName: 'G', cronTrackingSchedule: '0 0 * * *' };
  const chat = (provider_config: unknown) => ({
    ...minimal,
    chat_provider_config: { provider_name: 'fakeChat', provider_config },
  });
  const llm = (provider_config: unknown) => ({
    ...minimal,
    llm_provider_config: { provider_name: 'fakeLlm', provider_config },
  });

  it.each<[string, unknown, boolean]>([
    ['the least', minimal, true],
    ['no id', { chat_provider_config: minimal.chat_provider_config }, false],
    ['an empty id', { ...minimal, user_id: '' }, false],
    ['an id of 64 characters', { ...minimal, user_id: 'a'.repeat(64) }, true],
    ['an id of 65 characters', { ...minimal, user_id: 'a'.repeat(65) }, false],
    ['a reserved id', { ...minimal, user_id: 'status' }, false],
    ['a reserved id in another case', { ...minimal, user_id: 'Lpt9' }, false],
    ['an id that begins like a reserved one', { ...minimal, user_id: 'status2' }, true],
    ['no chat section', { user_id: 'yahav' }, false],
    ['an unknown key', { ...minimal, colour: 'red' }, false],
    ['an unknown key in a section', { ...minimal, queue_config: { colour: 'red' } }, false],
    [
      'an unknown key beside the settings',
      { ...minimal, chat_provider_config: { provider_name: 'fakeChat', x: 1 } },
      false,
    ],
    ['an unknown provider', { ...minimal, chat_provider_config: { provider_name: 'pigeon' } }, false],
    ['a limit', { ...minimal, queue_config: { max_messages: 1 } }, true],
    ['a limit of zero', { ...minimal, queue_config: { max_messages: 0 } }, false],
    ['half a message', { ...minimal, context_config: { max_messages: 1.5 } }, false],
    ['a tracked group', { ...minimal, periodic_group_tracking: [group] }, true],
    [
      'a digest',
      { ...minimal, periodic_group_tracking: [{ ...group, digest: { enabled: true, deliver_to: 'self' } }] },
      true,
    ],
    [
      'a digest for nobody',
      { ...minimal, periodic_group_tracking: [{ ...group, digest: { enabled: true } }] },
      false,
    ],
    ['a tracked group with more keys', { ...minimal, periodic_group_tracking: [{ ...group, x: 1 }] }, false],
    ['an unknown rhythm', { ...minimal, behavior: { profile: 'jazz' } }, false],
    ['an override', { ...minimal, overrides: [{ match: 'Ann', x: 1 }] }, true],
    ['a number in the whitelist', { ...minimal, respond_to_whitelist: [5] }, false],
    ['no language model', { ...minimal, llm_provider_config: null }, true],
    [
      'a language model without settings',
      { ...minimal, llm_provider_config: { provider_name: 'fakeLlm' } },
      true,
    ],
    ['a setting of the provider', llm({ model: 'm', system: 'You are Ann.' }), true],
    ['a setting that the provider does not know', llm({ top_p: 0.5 }), true],
    ['a wrong setting', llm({ max_retries: -1 }), false],
    ['a wrong setting of the platform', chat({ allow_group_messages: 'yes' }), false],
    ['settings that are no object', chat([]), false],
    ['settings that are null', chat(null), false],
    ['no object', 'yahav', false],
  ])('agree on %s', (_case, document, isRight) => {
    expect(isValid(document)).toBe(isRight);
    expect(accepts(schema, document)).toBe(isRight);
  });
});

describe('Imposter#configurationSchema', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('makes the schema once and gives each caller a copy', async () => {
    const imposter = createImposter(providers);
    const made = await imposter.configurationSchema();
    expect(made).toEqual(schema);
    // Converting reads the metadata of every schema.
    const read = vi.spyOn(z.globalRegistry, 'get');
    delete made.properties;
    expect(await imposter.configurationSchema()).toEqual(schema);
    expect(read).not.toHaveBeenCalled();
  });
});
