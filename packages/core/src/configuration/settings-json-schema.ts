import type { ZodType } from 'zod';
import { declaredSecrets } from './secrets.ts';
import { type ConvertedSchema, type JsonSchema, toJsonSchema } from './to-json-schema.ts';

type Properties = Record<string, JsonSchema>;

/** What a part of a schema says to people rather than to validators. */
const ANNOTATIONS = ['title', 'description', 'examples', 'format', 'readOnly', 'writeOnly'];

/**
 * The JSON Schema of a plugin's `provider_config`, made from its `configSchema` and the metadata on it:
 * - a key that the plugin marks `writeOnly` is a password;
 * - keys that the core reads too are listed, titled and described even when the plugin says nothing of them;
 * - where the metadata of the whole has a `oneOf`, a key named by one of its alternatives stands only there, so that
 *   a form shows it only in the alternatives that have it. The alternative says which values are right, the key's
 *   own title, description and marks are added.
 * @param name the key under `$defs` where the result will stand
 * @throws TypeError when `configSchema` is no schema of zod 4
 */
export function settingsJsonSchema(
  plugin: { name: string; configSchema: ZodType },
  coreSettings: ZodType,
  name: string,
): ConvertedSchema {
  const { schema, definitions } = toJsonSchema(plugin.configSchema, name);
  const properties = withCoreKeys(
    withPasswords(propertiesOf(schema), plugin.configSchema),
    propertiesOf(toJsonSchema(coreSettings).schema),
    schema.additionalProperties === false,
  );
  const titles = { title: plugin.name, description: `Settings of ${plugin.name}.` };
  const settings = { ...titles, type: 'object', ...schema, properties };
  return { schema: withKeysInAlternatives(settings), definitions };
}

function withPasswords(properties: Properties, schema: ZodType): Properties {
  const secrets = declaredSecrets(schema);
  return mapValues(properties, (property, key) =>
    secrets.has(key) ? { ...property, writeOnly: true, format: 'password' } : property,
  );
}

function withCoreKeys(own: Properties, core: Properties, isClosed: boolean): Properties {
  const described = mapValues(own, (property, key) => ({ ...annotationsOf(core[key]), ...property }));
  const further = Object.entries(core).filter(([key]) => !(isClosed || key in own));
  return { ...described, ...Object.fromEntries(further) };
}

function withKeysInAlternatives(settings: JsonSchema & { properties: Properties }): JsonSchema {
  const { oneOf, properties } = settings;
  // In a closed object all keys must stand beside `additionalProperties`.
  if (!Array.isArray(oneOf) || settings.additionalProperties === false) return settings;
  const alternatives = (oneOf as JsonSchema[]).map((alternative) => ({
    ...alternative,
    properties: mapValues(propertiesOf(alternative), (property, key) => ({
      ...annotationsOf(properties[key]),
      ...property,
    })),
  }));
  const moved = new Set(alternatives.flatMap((alternative) => Object.keys(alternative.properties)));
  const common = Object.entries(properties).filter(([key]) => !moved.has(key));
  return { ...settings, properties: Object.fromEntries(common), oneOf: alternatives };
}

function annotationsOf(schema: JsonSchema = {}): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => ANNOTATIONS.includes(key)));
}

function propertiesOf(schema: JsonSchema): Properties {
  return (schema.properties ?? {}) as Properties;
}

function mapValues(properties: Properties, map: (property: JsonSchema, key: string) => JsonSchema) {
  return Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, map(property, key)]));
}
