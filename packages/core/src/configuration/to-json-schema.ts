import { type ZodType, z } from 'zod';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

/** What a zod schema became: itself, and the parts that it refers to by name. */
export interface ConvertedSchema {
  schema: JsonSchema;
  /** To be put under `$defs` of the document as they are. */
  definitions: JsonSchema;
}

/**
 * The JSON Schema (draft-07) of what a zod schema takes. What JSON Schema cannot say is left open.
 * @param name the key under `$defs` where the result will stand; '' for the root of the document
 * @throws TypeError when it is no schema of zod 4
 */
export function toJsonSchema(schema: ZodType, name = ''): ConvertedSchema {
  // A schema of another zod converts to an empty one, without an error.
  if (!('_zod' in schema)) throw new TypeError(NOT_ZOD_4);
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  const { $schema: _, definitions = {}, ...own } = withReferencesTo(name, generated);
  const named = Object.entries(definitions as JsonSchema).map(([key, part]) => [prefixOf(name) + key, part]);
  return { schema: own, definitions: Object.fromEntries(named) };
}

const NOT_ZOD_4 =
  'configSchema is no schema of zod 4, so it has no JSON Schema; write it with zod 4 (import { z } from "zod"), not with "zod/v3".';

/** Names of different schemas may be equal: each schema's own parts carry its name. */
function prefixOf(name: string): string {
  return name === '' ? '' : `${name}_`;
}

/** A copy in which references to the root and to named parts point to where these will stand. */
function withReferencesTo(name: string, schema: object): JsonSchema {
  const copy = JSON.stringify(schema, (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    if (value === '#') return name === '' ? '#' : `#/$defs/${name}`;
    return value.replace('#/definitions/', `#/$defs/${prefixOf(name)}`);
  });
  return JSON.parse(copy) as JsonSchema;
}
