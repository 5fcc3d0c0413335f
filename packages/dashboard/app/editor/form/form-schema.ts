import { childOf, isJsonObject, type JsonObject } from '../document/json.ts';

/** Where the form keeps the default of a field: it is shown, and never written into the document. */
export const SHOWN_DEFAULT = 'shownDefault';

/**
 * The schema as the form draws it: a value that may be absent as well is one field instead of a choice, keys that nobody knows
 * get no field, and defaults are only shown. What is valid is still said by the schema itself.
 */
export function formSchema(schema: JsonObject): JsonObject {
  return drawn(schema) as JsonObject;
}

function drawn(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(drawn);
  if (!isJsonObject(part)) return part;
  const { default: shownDefault, additionalProperties: _, propertyNames: __, ...rest } = withoutNull(part);
  const children = Object.entries(rest).map(([key, child]) => [key, drawnKeyword(key, child)]);
  return {
    ...Object.fromEntries(children),
    ...(rest.writeOnly === true && { format: 'password' }),
    ...(isShown(shownDefault) && { [SHOWN_DEFAULT]: shownDefault }),
  };
}

/** Under these keywords are names, not keywords. */
function drawnKeyword(keyword: string, child: unknown): unknown {
  if (!['properties', '$defs', 'definitions'].includes(keyword) || !isJsonObject(child)) return drawn(child);
  return Object.fromEntries(Object.entries(child).map(([name, schema]) => [name, drawn(schema)]));
}

function isShown(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

/** `anyOf` of something simple and null is that something, which may be left empty. */
function withoutNull(part: JsonObject): JsonObject {
  const { anyOf, ...rest } = part;
  if (!Array.isArray(anyOf) || anyOf.some((option) => childOf(option, 'title') !== undefined)) return part;
  const values = anyOf.filter((option) => childOf(option, 'type') !== 'null');
  const type = childOf(values[0], 'type');
  if (values.length !== 1 || anyOf.length !== 2 || typeof type !== 'string' || type === 'object') return part;
  return { ...(values[0] as JsonObject), ...rest, type: [type, 'null'] };
}
