import { describe, expect, it } from 'vitest';
import { type ZodType, z } from 'zod';
import { settingsJsonSchema } from './settings-json-schema.ts';

const coreSettings = z.looseObject({
  system: z.string().default('').meta({ title: 'Persona', description: 'Who the bot is.' }),
});

function settingsOf(configSchema: ZodType) {
  const { schema } = settingsJsonSchema({ name: 'someLlm', configSchema }, coreSettings, 'Settings');
  return schema as { properties: Record<string, unknown>; oneOf?: { properties: Record<string, unknown> }[] };
}

const shape = {
  mode: z.enum(['none', 'own']).default('none').meta({ title: 'Mode', description: 'Whose.' }),
  key: z.string().nullable().default(null).meta({ title: 'Key', description: 'Its.', writeOnly: true }),
  model: z.string(),
};

const oneOf = [
  { title: 'None', properties: { mode: { const: 'none' } } },
  {
    title: 'Own',
    properties: { mode: { const: 'own' }, key: { type: 'string' } },
    required: ['mode', 'key'],
  },
];

describe('settingsJsonSchema', () => {
  it('lists what the core reads after the keys of the plugin', () => {
    const { properties } = settingsOf(z.looseObject({ model: z.string() }));
    expect(Object.keys(properties)).toEqual(['model', 'system']);
    expect(properties.system).toEqual({
      type: 'string',
      default: '',
      title: 'Persona',
      description: 'Who the bot is.',
    });
  });

  it('describes a key that the plugin lists too, and leaves its rules to the plugin', () => {
    const system = z.string().max(5).default('x').meta({ title: 'Role' });
    expect(settingsOf(z.looseObject({ system })).properties.system).toEqual({
      type: 'string',
      maxLength: 5,
      default: 'x',
      title: 'Role',
      description: 'Who the bot is.',
    });
  });

  it('adds no key to settings that are closed', () => {
    const settings = settingsOf(z.strictObject({ model: z.string() }));
    expect(Object.keys(settings.properties)).toEqual(['model']);
    expect(settings).toMatchObject({ additionalProperties: false });
  });

  it('keeps open settings open', () => {
    expect(settingsOf(z.looseObject({}))).toMatchObject({ type: 'object', additionalProperties: {} });
  });

  it('is named after the plugin unless the schema has a title', () => {
    expect(settingsOf(z.looseObject({}))).toMatchObject({ title: 'someLlm' });
    expect(settingsOf(z.looseObject({}).meta({ title: 'Some LLM' }))).toMatchObject({ title: 'Some LLM' });
  });

  it.each([
    ['on the field', z.string().meta({ writeOnly: true })],
    ['below a wrapper', z.string().meta({ writeOnly: true }).nullable().default(null)],
  ])('makes a key that is marked write-only a password: the mark %s', (_case, secret) => {
    const { properties } = settingsOf(z.looseObject({ secret, open: z.string() }));
    expect(properties.secret).toMatchObject({ writeOnly: true, format: 'password' });
    expect(properties.open).toEqual({ type: 'string' });
  });

  it('shows a key only in the alternatives that name it, with their rules and its own words', () => {
    const settings = settingsOf(z.looseObject(shape).meta({ oneOf }));
    expect(Object.keys(settings.properties)).toEqual(['model', 'system']);
    expect(settings.oneOf).toEqual([
      { title: 'None', properties: { mode: { title: 'Mode', description: 'Whose.', const: 'none' } } },
      {
        title: 'Own',
        properties: {
          mode: { title: 'Mode', description: 'Whose.', const: 'own' },
          key: { title: 'Key', description: 'Its.', writeOnly: true, format: 'password', type: 'string' },
        },
        required: ['mode', 'key'],
      },
    ]);
  });

  it('leaves the keys of closed settings together, where alternatives could not list them', () => {
    const { properties } = settingsOf(z.strictObject(shape).meta({ oneOf }));
    expect(Object.keys(properties)).toEqual(['mode', 'key', 'model']);
  });
});
