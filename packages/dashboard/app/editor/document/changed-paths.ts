import { childOf, type DocumentPath } from './json.ts';

/** A value that differs between two documents; undefined: there is none. */
export interface Change {
  path: DocumentPath;
  before: unknown;
  after: unknown;
}

/** What differs between two JSON values, each time as deep as possible; lists of different length differ as a whole. */
export function changedPaths(before: unknown, after: unknown, path: DocumentPath = []): Change[] {
  if (Object.is(before, after)) return [];
  if (!isComparedInside(before, after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before as object), ...Object.keys(after as object)]);
  return [...keys].flatMap((key) => changedPaths(childOf(before, key), childOf(after, key), [...path, key]));
}

/** Whether two JSON values are the same, in whatever order their keys stand. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return changedPaths(one, other).length === 0;
}

function isComparedInside(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return false;
  if (Array.isArray(before) !== Array.isArray(after)) return false;
  return !Array.isArray(before) || before.length === (after as unknown[]).length;
}
