import { CommandError } from '../command-error.ts';
import { type BsonDocument, fieldOf, isDocument } from '../values/document.ts';

/** The values of the fields of one index entry, in the order of the index. */
export type KeyValues = readonly unknown[];

/** What an index has of a document. */
export interface DocumentKeys {
  keys: KeyValues[];
  /** Whether an array was taken apart. */
  isMultikey: boolean;
}

/** Where one field of the index has come to in a document. */
interface Walk {
  value: unknown;
  /** The parts of the path that are left. */
  parts: readonly string[];
  /** An element of an array is not taken apart again. */
  isElement: boolean;
}

/**
 * The entries of a document in an index: one for each element of an array. Fields below the same array
 * stay together; a missing field counts as null, an empty array as undefined.
 * https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 * @throws CommandError when two fields of the index are different arrays
 */
export function keysOf(document: BsonDocument, paths: readonly (readonly string[])[]): DocumentKeys {
  const found = expand(paths.map((parts) => ({ value: document, parts, isElement: false })));
  return { keys: found, isMultikey: found.length > 1 || hasArray(document, paths) };
}

function hasArray(document: BsonDocument, paths: readonly (readonly string[])[]): boolean {
  return paths.some((parts) => Array.isArray(descend({ value: document, parts, isElement: false }).value));
}

function expand(walks: readonly Walk[]): KeyValues[] {
  const stopped = walks.map(descend);
  const arrays = new Set(stopped.filter(isArrayToExpand).map(({ value }) => value as unknown[]));
  if (arrays.size === 0) return [stopped.map(({ value, parts }) => (parts.length > 0 ? null : value))];
  if (arrays.size > 1) {
    throw new CommandError('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  const [array = []] = arrays;
  const elements = array.length === 0 ? [undefined] : array;
  return elements.flatMap((element) =>
    expand(stopped.map((walk) => (isArrayToExpand(walk) ? elementOf(walk, element, array) : walk))),
  );
}

function elementOf({ parts }: Walk, element: unknown, array: readonly unknown[]): Walk {
  const [part, ...rest] = parts;
  if (part !== undefined && /^\d+$/.test(part))
    return { value: array[Number(part)] ?? null, parts: rest, isElement: true };
  return { value: element, parts, isElement: parts.length === 0 };
}

function isArrayToExpand({ value, isElement }: Walk): boolean {
  return Array.isArray(value) && !isElement;
}

/** Goes down as far as there are documents. */
function descend({ value, parts, isElement }: Walk): Walk {
  let at = value;
  let taken = 0;
  for (; taken < parts.length && isDocument(at); taken++) at = fieldOf(at, parts[taken] as string) ?? null;
  const rest = parts.slice(taken);
  return { value: at, parts: rest, isElement: isElement && taken === 0 };
}
