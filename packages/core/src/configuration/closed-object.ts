import { z } from 'zod';
import { nearestKey } from './nearest-key.ts';

/** An object that refuses unknown keys, naming each and the known key that is nearest to it. */
export function closedObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, known) : undefined),
  });
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key) => unknownKey(key, known)).join('; ');
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestKey(key, known);
  return nearest === null
    ? `unknown key "${key}"; known are ${known.join(', ')}`
    : `unknown key "${key}"; did you mean "${nearest}"?`;
}
