import { createImposter, ImposterError } from '@chat-imposter/core';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

const imposter = createImposter({ chat: [createBaileysProvider()], llm: [createOpenAiProvider()] });
const schema = (await imposter.configurationSchema()) as {
  properties: Record<string, JsonSchema>;
  $defs: Record<string, JsonSchema & { properties: Record<string, JsonSchema> }>;
};
const { ChatProviderSettings: chatSettings, LLMProviderSettings: llmSettings } = schema.$defs;

/** Every key of every object in the schema, with the path to it. */
function propertiesIn(part: JsonSchema, path = ''): [path: string, property: JsonSchema][] {
  return Object.entries(part).flatMap(([key, value]): [string, JsonSchema][] => {
    if (typeof value !== 'object' || value === null) return [];
    const inside = propertiesIn(value as JsonSchema, `${path}/${key}`);
    if (key !== 'properties') return inside;
    const own = Object.entries(value as Record<string, JsonSchema>);
    return [...own.map(([name, property]): [string, JsonSchema] => [`${path}/${name}`, property]), ...inside];
  });
}

function resolved(property: JsonSchema): JsonSchema | undefined {
  const { $ref: reference } = property;
  return typeof reference === 'string' ? schema.$defs[reference.replace('#/$defs/', '')] : property;
}

/**
 * The schema for zod, which looks for the parts of draft-07 schemas under `definitions` and forgets `propertyNames`
 * beside a `oneOf`: the second reading, without any `oneOf`, is there for these.
 */
const readings = [['default'], ['default', 'oneOf']].map((left) => {
  const text = JSON.stringify(schema, (key, value: unknown) => (left.includes(key) ? undefined : value));
  return z.fromJSONSchema(JSON.parse(text.replaceAll('$defs', 'definitions')));
});

function isAccepted(document: unknown): boolean {
  return readings.every((reading) => reading.safeParse(document).success);
}

async function isSaved(document: unknown): Promise<boolean> {
  try {
    await imposter.saveConfiguration(document);
    return true;
  } catch (error) {
    if (ImposterError.is(error) && error.code === 'invalid_configuration') return false;
    throw error;
  }
}

const minimal = { user_id: 'yahav', chat_provider_config: { provider_name: 'whatsAppBaileyes' } };
const chat = (provider_config: unknown) => ({
  ...minimal,
  chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config },
});
const llm = (provider_config: object) => ({
  ...minimal,
  llm_provider_config: {
    provider_name: 'openAi',
    provider_config: { model: 'gpt-6-luna', ...provider_config },
  },
});

describe('configurationSchema', () => {
  it('titles and describes every key', () => {
    const all = propertiesIn(schema);
    const untitled = all.filter(
      ([, property]) => !(resolved(property)?.title && resolved(property)?.description),
    );
    expect(untitled.map(([path]) => path)).toEqual([]);
    expect(all.map(([path]) => path)).toEqual(
      expect.arrayContaining(['/user_id', '/$defs/LLMProviderSettings/oneOf/1/api_key']),
    );
  });

  it('offers the two ways to give a key, and the key itself only in the second', () => {
    expect(llmSettings?.oneOf).toEqual([
      expect.objectContaining({
        title: 'API Key From Environment',
        properties: { api_key_source: expect.objectContaining({ const: 'environment' }) },
      }),
      expect.objectContaining({
        title: 'API Key From User Input',
        properties: {
          api_key_source: expect.objectContaining({ const: 'explicit' }),
          api_key: expect.objectContaining({ type: 'string', writeOnly: true, format: 'password' }),
        },
        required: ['api_key_source', 'api_key'],
      }),
    ]);
    expect(Object.keys(llmSettings?.properties ?? {})).not.toContain('api_key');
    expect(Object.keys(llmSettings?.properties ?? {})).not.toContain('api_key_source');
  });

  it('marks the key as the only secret', () => {
    const secrets = propertiesIn(schema).filter(
      ([, { writeOnly, format }]) => writeOnly || format === 'password',
    );
    expect(secrets.map(([path]) => path)).toEqual(['/$defs/LLMProviderSettings/oneOf/1/api_key']);
  });

  it('names the installed providers with their other spellings', () => {
    expect(schema.properties.chat_provider_config).toMatchObject({
      properties: { provider_name: { enum: ['whatsAppBaileyes', 'whatsAppBaileys'] } },
    });
    expect(schema.properties.llm_provider_config?.anyOf).toMatchObject([
      { title: 'Respond Using Llm', properties: { provider_name: { enum: ['openAi', 'openai'] } } },
      { title: 'Collection Only', type: 'null' },
    ]);
  });

  it('gives the defaults of the providers', () => {
    expect(chatSettings?.properties).toMatchObject({
      allow_group_messages: { default: false },
      process_offline_messages: { default: false },
      sync_full_history: { default: true },
      match_push_names: { default: false },
    });
    expect(llmSettings?.properties).toMatchObject({
      temperature: { default: 0.7, minimum: 0, maximum: 2 },
      reasoning_effort: { default: null },
      system: { default: '' },
      timeout_ms: { default: 60_000 },
      max_retries: { default: 3 },
    });
  });

  it('leaves the settings of the providers open and closes the rest', () => {
    expect([chatSettings?.additionalProperties, llmSettings?.additionalProperties]).toEqual([{}, {}]);
    expect(schema).toMatchObject({ additionalProperties: false });
  });

  it.each<[string, unknown, boolean]>([
    ['the least', minimal, true],
    [
      'the other spelling of the platform',
      { ...minimal, chat_provider_config: { provider_name: 'whatsAppBaileys' } },
      true,
    ],
    ['another platform', { ...minimal, chat_provider_config: { provider_name: 'pigeon' } }, false],
    ['Collection Only', { ...minimal, llm_provider_config: null }, true],
    [
      'a language model without settings',
      { ...minimal, llm_provider_config: { provider_name: 'openAi' } },
      false,
    ],
    ['no model', llm({ model: undefined }), false],
    ['a blank model', llm({ model: ' ' }), false],
    ['the key of the environment, unsaid', llm({}), true],
    ['the key of the environment', llm({ api_key_source: 'environment' }), true],
    ['the key of the environment, none in the document', llm({ api_key: null }), true],
    ['the key of the environment, one in the document', llm({ api_key: 'sk-1' }), true],
    ['a key in the document', llm({ api_key_source: 'explicit', api_key: 'sk-1' }), true],
    ['no key in the document', llm({ api_key_source: 'explicit' }), false],
    ['null for a key in the document', llm({ api_key_source: 'explicit', api_key: null }), false],
    ['an empty key in the document', llm({ api_key_source: 'explicit', api_key: '' }), false],
    ['a blank key in the document', llm({ api_key_source: 'explicit', api_key: ' ' }), false],
    ['a key that cannot be sent', llm({ api_key_source: 'explicit', api_key: 'sk-☃' }), false],
    ['an unknown source', llm({ api_key_source: 'heaven' }), false],
    ['a parameter of the request', llm({ top_p: 0.5, metadata: { a: 1 } }), true],
    ['a key of the program', llm({ baseURL: 'http://127.0.0.1/v1' }), false],
    ['the prompt', llm({ messages: [] }), false],
    ['a key that begins like one of the program', llm({ n_best: 1 }), true],
    ['a temperature of 2', llm({ temperature: 2 }), true],
    ['a temperature above 2', llm({ temperature: 2.1 }), false],
    ['half a retry', llm({ max_retries: 0.5 }), false],
    ['no retries', llm({ max_retries: 0 }), true],
    ['an unknown effort', llm({ reasoning_effort: 'some' }), false],
    ['a socket option', chat({ keepAliveIntervalMs: 5_000 }), true],
    ['a socket option that only code may set', chat({ waWebSocketUrl: 'ws://127.0.0.1' }), false],
    ['a wrong flag', chat({ sync_full_history: 'yes' }), false],
    ['a phone number', chat({ pairing_phone_number: '+15550100000' }), true],
    ['no phone number', chat({ pairing_phone_number: 'Ann' }), false],
    ['a time zone', chat({ timezone: 'Europe/Berlin' }), true],
  ])('agrees with what is saved: %s', async (_case, document, isRight) => {
    expect(await isSaved(document)).toBe(isRight);
    expect(isAccepted(document)).toBe(isRight);
  });

  it.each<[string, unknown]>([
    ['whether a time zone exists', chat({ timezone: 'Mars/Olympus' })],
    ['where the key of the environment may go', llm({ base_url: 'https://llm.example/v1' })],
    ['what an ignored key looks like', llm({ api_key: 5 })],
  ])('leaves to the server %s', async (_case, document) => {
    expect(await isSaved(document)).toBe(false);
    expect(isAccepted(document)).toBe(true);
  });
});
