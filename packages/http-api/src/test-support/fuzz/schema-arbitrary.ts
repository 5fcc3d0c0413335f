import fc from 'fast-check';

/** A JSON Schema, as far as the fuzzer reads it. */
export interface SchemaNode {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

/** Looks up what a `$ref` points to. */
export type Resolve = (reference: string) => SchemaNode;

/** Values that fit a schema, or nearly: patterns and the like are left to the server to refuse. */
export function fitting(schema: SchemaNode, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> {
  const inner = (node: SchemaNode) => fitting(node, resolve, depth + 1);
  if (depth > 8) return fc.constant(null);
  if (schema.$ref !== undefined) return inner(resolve(schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  if (schema.properties !== undefined) return objectOf(schema, inner);
  const type = Array.isArray(schema.type) ? fc.constantFrom(...schema.type) : fc.constant(schema.type);
  return type.chain((name) => plain(schema, name, inner));
}

function objectOf(
  { properties = {}, required = [] }: SchemaNode,
  inner: (node: SchemaNode) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const entries = Object.entries(properties).map(([key, node]) => [key, inner(node)]);
  return fc.record(Object.fromEntries(entries), { requiredKeys: required as never[] });
}

function plain(
  { minimum, exclusiveMinimum, maximum = 1_000_000, items = {} }: SchemaNode,
  type: string | undefined,
  inner: (node: SchemaNode) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
    case 'integer':
      return fc.integer({
        min: minimum ?? (exclusiveMinimum ?? -1) + 1,
        max: Math.min(maximum, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: minimum ?? 0, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(inner(items), { maxLength: 3 });
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}
