import { Problem } from './problem.ts';

/**
 * How the value of a query key is written: a `flag` is `true` or `false`, a `count` a whole number from 0, a `size` one
 * from 1 to 500, a `text` anything but nothing; or one of some words.
 */
export type QueryKind = 'flag' | 'count' | 'size' | 'text' | readonly string[];

/** The largest number of things that one answer shows. */
export const MAX_SIZE = 500;

/** The query keys that a route knows. */
export type QueryKeys = Readonly<Record<string, QueryKind>>;

/** The query keys that were given, by name. */
export type QueryValues = ReadonlyMap<string, boolean | number | string>;

/**
 * Reads the query of a call, whatever parser the program around the router has chosen.
 * @param search The part of the URL from its `?` on, or an empty string.
 * @throws Problem 400 for an unknown or repeated key, or a value of the wrong kind.
 */
export function readQuery(search: string, keys: QueryKeys): QueryValues {
  const values = new Map<string, boolean | number | string>();
  for (const [key, text] of new URLSearchParams(search)) {
    const kind = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (kind === undefined) throw malformed(unknownKey(Object.keys(keys)));
    if (values.has(key)) throw malformed(`The query key "${key}" was given more than once.`);
    values.set(key, readValue(key, text, kind));
  }
  return values;
}

function readValue(key: string, text: string, kind: QueryKind): boolean | number | string {
  if (kind === 'flag') return readFlag(key, text);
  if (kind === 'count') return readCount(key, text);
  if (kind === 'size') return readSize(key, text);
  if (kind === 'text') return readText(key, text);
  if (kind.includes(text)) return text;
  throw malformed(`The query key "${key}" takes one of: ${kind.join(', ')}.`);
}

function readCount(key: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw malformed(`The query key "${key}" takes a whole number from 0.`);
}

function readSize(key: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,3}$/.test(text) && value >= 1 && value <= MAX_SIZE) return value;
  throw malformed(`The query key "${key}" takes a whole number from 1 to ${MAX_SIZE}.`);
}

function readText(key: string, text: string): string {
  if (text !== '') return text;
  throw malformed(`The query key "${key}" needs a value.`);
}

function readFlag(key: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(`The query key "${key}" takes true or false.`);
  return text === 'true';
}

function unknownKey(known: readonly string[]): string {
  if (known.length === 0) return 'This call takes no query.';
  return `The query has an unknown key. This call knows: ${known.join(', ')}.`;
}

function malformed(detail: string): Problem {
  return new Problem(400, 'malformed_query', detail);
}
