import { z } from 'zod';
import { nearestKey } from './nearest-key.ts';

const MOST_NAMED = 10;
const LONGEST_SHOWN = 100;

/** An object that refuses unknown keys, naming each and the known key that is nearest to it. */
export function closedObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, known) : undefined),
  });
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const named = keys.slice(0, MOST_NAMED).map((key) => unknownKey(key.slice(0, LONGEST_SHOWN), known));
  const rest = keys.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more unknown keys`] : [])].join('; ');
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestKey(key, known);
  return nearest === null
    ? `unknown key "${key}"; known are ${known.join(', ')}`
    : `unknown key "${key}"; did you mean "${nearest}"?`;
}
