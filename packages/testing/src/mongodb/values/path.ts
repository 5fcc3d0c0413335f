import { fieldOf, isDocument } from './document.ts';

const INDEX = /^(0|[1-9]\d*)$/;

/** The number that a part of a path is; null when it is a name only. */
export function indexIn(part: string): number | null {
  return INDEX.test(part) ? Number(part) : null;
}

/**
 * All values that a query finds at a path: a path goes through every document of an array, and a number in it also means
 * a place. `undefined` stands for a document that does not have the path.
 * https://www.mongodb.com/docs/manual/tutorial/query-array-of-documents/
 */
export function valuesAt(value: unknown, parts: readonly string[], from = 0): unknown[] {
  const part = parts[from];
  if (part === undefined) return [value];
  if (isDocument(value)) return valuesAt(fieldOf(value, part), parts, from + 1);
  if (!Array.isArray(value)) return [undefined];
  const index = indexIn(part);
  const placed = index !== null && index < value.length ? valuesAt(value[index], parts, from + 1) : [];
  return [...placed, ...value.filter(isDocument).flatMap((each) => valuesAt(each, parts, from))];
}

/** The value at a path without going through arrays, other than by number. */
export function valueAt(value: unknown, parts: readonly string[]): unknown {
  let at = value;
  for (const part of parts) {
    if (isDocument(at)) at = fieldOf(at, part);
    else if (Array.isArray(at) && indexIn(part) !== null) at = at[Number(part)];
    else return undefined;
  }
  return at;
}
