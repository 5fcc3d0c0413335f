import { childOf, type DocumentPath, isJsonObject, valueAt, withValueAt } from './json.ts';
import { resolveRef } from './schema-refs.ts';

/** What the server shows in place of a secret; written back, it keeps the secret that is stored. */
export const SECRET_MASK = '********';

/** Whether there is a secret: one that is stored, or one that was typed and is not saved yet. */
export type SecretState = 'none' | 'stored' | 'typed';

/** Whether a part of a schema is a secret, that is never to be shown. */
function isSecretSchema(schema: unknown): boolean {
  return childOf(schema, 'writeOnly') === true || childOf(schema, 'format') === 'password';
}

/** How a secret stands, by its value in the document. */
export function secretState(value: unknown): SecretState {
  if (typeof value !== 'string' || value === '') return 'none';
  return value === SECRET_MASK ? 'stored' : 'typed';
}

/** What a secret becomes when this was typed: nothing typed keeps the one that is stored. */
export function nextSecret(typed: string, isStored: boolean): string | undefined {
  if (typed !== '') return typed;
  return isStored ? SECRET_MASK : undefined;
}

/** Where a schema has secrets, outside of lists. */
export function secretPaths(schema: unknown): DocumentPath[] {
  const found = pathsIn(schema, schema, []);
  return [...new Map(found.map((path) => [JSON.stringify(path), path])).values()];
}

/** The document as it may be shown: each secret that was typed behind the mask. */
export function hideSecrets<Value>(document: Value, paths: readonly DocumentPath[]): Value {
  return paths.reduce(
    (hidden, path) =>
      secretState(valueAt(hidden, path)) === 'typed' ? withValueAt(hidden, path, SECRET_MASK) : hidden,
    document,
  );
}

/** What was read of a shown document, with the secrets that were typed before and stand behind a mask in it. */
export function restoreSecrets<Value>(shown: Value, before: unknown, paths: readonly DocumentPath[]): Value {
  return paths.reduce((restored, path) => {
    const typed = valueAt(before, path);
    const isHidden = valueAt(restored, path) === SECRET_MASK && secretState(typed) === 'typed';
    return isHidden ? withValueAt(restored, path, typed) : restored;
  }, shown);
}

function pathsIn(root: unknown, part: unknown, path: DocumentPath): DocumentPath[] {
  const schema = resolveRef(root, part);
  if (isSecretSchema(schema)) return [path];
  const options = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => {
    const list = childOf(schema, key);
    return Array.isArray(list) ? list : [];
  });
  const properties = childOf(schema, 'properties');
  return [
    ...options.flatMap((option) => pathsIn(root, option, path)),
    ...Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([key, child]) =>
      pathsIn(root, child, [...path, key]),
    ),
  ];
}
