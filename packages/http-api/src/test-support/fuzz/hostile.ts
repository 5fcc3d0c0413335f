import fc from 'fast-check';

/** What nobody should send: in ids, values of queries and fields of documents. */
export const HOSTILE = [
  '',
  ' ',
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  '$ne',
  '{"$gt":""}',
  '{"$where":"1"}',
  "'; DROP TABLE messages; --",
  '\0',
  'a\0b',
  'a\r\nX-Injected: 1',
  '\u202Eann',
  '\uD800',
  'ａｎｎ',
  'CON',
  'status',
  'schema',
  '-1',
  '1e999',
  'NaN',
  '9007199254740993',
  '18446744073709551616',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '<script>alert(1)</script>',
  'x'.repeat(5_000),
] as const;

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE, null, -1, 0, 1e308, 2 ** 53, true, [], {}, [[]], { $ne: 1 }, [null]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The same document with something done to one place of it. */
export function mutated(document: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(document, fc.nat(), hostileValue, fc.constantFrom('replace', 'remove', 'add', 'wrap'))
    .map(([value, place, hostile, how]) => {
      const copy = structuredClone(value);
      const places = placesOf(copy);
      const target = places[place % Math.max(1, places.length)];
      if (target === undefined) return hostile;
      const { holder, key } = target;
      if (how === 'replace') set(holder, key, hostile);
      if (how === 'remove') Reflect.deleteProperty(holder, key);
      if (how === 'add') set(holder, typeof hostile === 'string' ? hostile.slice(0, 50) : 'extra', hostile);
      if (how === 'wrap') set(holder, key, [holder[key]]);
      return copy;
    });
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

/** Also a key that objects treat in a way of their own becomes one of the document. */
function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
