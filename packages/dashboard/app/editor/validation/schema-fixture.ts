import type { JsonObject } from '../document/json.ts';

/** For tests: a schema with the shapes that the schema of a configuration has. */
export const SCHEMA: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    user_id: { type: 'string', pattern: '^[a-z]+$' },
    list: { type: 'array', items: { type: 'string' }, default: [] },
    limits: {
      type: 'object',
      properties: { most: { type: 'integer', minimum: 1, maximum: 9, default: 3 } },
      additionalProperties: false,
    },
    llm: {
      title: 'Language model',
      anyOf: [
        {
          title: 'Respond Using Llm',
          type: 'object',
          properties: { name: { type: 'string', enum: ['openAi'] }, settings: { $ref: '#/$defs/Llm' } },
          required: ['name', 'settings'],
          additionalProperties: false,
        },
        { title: 'Collection Only', type: 'null' },
      ],
    },
  },
  required: ['user_id'],
  additionalProperties: false,
  $defs: {
    Secret: { type: 'string', writeOnly: true },
    Llm: {
      type: 'object',
      properties: {
        model: { type: 'string', pattern: '\\S' },
        effort: { anyOf: [{ type: 'string', enum: ['low', 'high'] }, { type: 'null' }] },
        tokens: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
      },
      required: ['model'],
      additionalProperties: {},
      propertyNames: { pattern: '^(?!(?:apiKey|messages)$)' },
      oneOf: [
        {
          title: 'API Key From Environment',
          type: 'object',
          properties: { api_key_source: { type: 'string', const: 'environment' } },
        },
        {
          title: 'API Key From User Input',
          type: 'object',
          properties: {
            api_key_source: { type: 'string', const: 'explicit' },
            api_key: { type: 'string', minLength: 1, writeOnly: true, format: 'password' },
          },
          required: ['api_key_source', 'api_key'],
        },
      ],
    },
  },
};

/** For tests: a document that is as {@link SCHEMA} wants it, with other settings of the model. */
export function documentWith(settings: JsonObject = {}): JsonObject {
  return { user_id: 'dana', llm: { name: 'openAi', settings: { model: 'm', ...settings } } };
}
