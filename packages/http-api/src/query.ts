import { Problem } from './problem.ts';

/** How the value of a query key is written: a `flag` is `true` or `false`. */
type QueryKind = 'flag';

/** The query keys that a route knows. */
export type QueryKeys = Readonly<Record<string, QueryKind>>;

/** The query keys that were given, by name. */
export type QueryValues = ReadonlyMap<string, boolean>;

/**
 * Reads the query of a call, whatever parser the program around the router has chosen.
 * @param search The part of the URL from its `?` on, or an empty string.
 * @throws Problem 400 for an unknown or repeated key, or a value of the wrong kind.
 */
export function readQuery(search: string, keys: QueryKeys): QueryValues {
  const values = new Map<string, boolean>();
  for (const [key, text] of new URLSearchParams(search)) {
    if (!Object.hasOwn(keys, key)) throw malformed(unknownKey(Object.keys(keys)));
    if (values.has(key)) throw malformed(`The query key "${key}" was given more than once.`);
    values.set(key, readFlag(key, text));
  }
  return values;
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
