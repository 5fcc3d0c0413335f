/** A JSON object, read key by key. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The keys and indexes from the root of a document to a value in it. */
export type DocumentPath = readonly string[];

/** Whether a JSON value is an object, so neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own value under a key; undefined when there is none. */
export function childOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as JsonObject)[key];
}

/** The value at a path; undefined when there is none. */
export function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce(childOf, document);
}

/** The document with another value at a path; the same document when nothing is there to hold it. */
export function withValueAt<Value>(document: Value, path: DocumentPath, value: unknown): Value {
  const [key, ...rest] = path;
  if (key === undefined) return value as Value;
  if (typeof document !== 'object' || document === null) return document;
  const child = rest.length === 0 ? value : withValueAt(childOf(document, key), rest, value);
  if (Array.isArray(document)) {
    return document.map((item, index) => (String(index) === key ? child : item)) as Value;
  }
  return { ...document, [key]: child };
}

/** The same JSON without keys that have no value, as it is when it is sent. */
export function asJson<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}

/** A path as it is written for people and by the API: `queue_config.max_messages`. */
export function dotted(path: DocumentPath): string {
  return path.join('.');
}
