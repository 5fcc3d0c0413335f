import { childOf, isJsonObject, type JsonObject } from './json.ts';

/** A choice between options, each a schema. */
export interface OptionChange {
  from: unknown;
  to: unknown;
}

/**
 * What a value becomes when another option of its schema is chosen: keys that only the old option has go, what the new one
 * fixes is set, and the rest stays.
 */
export function valueForOption(value: unknown, { from, to }: OptionChange): unknown {
  if (childOf(to, 'type') === 'null') return null;
  const old = propertiesOf(from);
  const next = propertiesOf(to);
  const kept = Object.entries(isJsonObject(value) ? value : {}).filter(
    ([key]) => Object.hasOwn(next, key) || !Object.hasOwn(old, key),
  );
  return { ...Object.fromEntries(kept), ...fixedValues(next), ...startValues(to, Object.fromEntries(kept)) };
}

function propertiesOf(schema: unknown): JsonObject {
  const properties = childOf(schema, 'properties');
  return isJsonObject(properties) ? properties : {};
}

function fixedValues(properties: JsonObject): JsonObject {
  const fixed = Object.entries(properties).filter(([, schema]) => childOf(schema, 'const') !== undefined);
  return Object.fromEntries(fixed.map(([key, schema]) => [key, childOf(schema, 'const')]));
}

/** What has to be there: its first choice, or an empty object to fill in. */
function startValues(option: unknown, value: JsonObject): JsonObject {
  const required = childOf(option, 'required');
  const missing = (Array.isArray(required) ? (required as string[]) : []).filter(
    (key) => value[key] === undefined,
  );
  const started = missing.map((key) => [key, startValue(propertiesOf(option)[key])] as const);
  return Object.fromEntries(started.filter(([, start]) => start !== undefined));
}

function startValue(schema: unknown): unknown {
  const choices = childOf(schema, 'enum');
  if (childOf(schema, 'const') !== undefined) return childOf(schema, 'const');
  if (Array.isArray(choices)) return choices[0];
  return childOf(schema, '$ref') !== undefined || childOf(schema, 'type') === 'object' ? {} : undefined;
}
