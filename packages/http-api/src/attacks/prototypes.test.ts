import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../fuzz/hostile.ts';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';

const BATCHES = 200;
const BATCH = 50;

const key = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'x',
  'toString',
  'hasOwnProperty',
  ...HOSTILE,
);
const value = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(1, 'x', null, true),
    fc.array(fc.tuple(key, tie('tree')), { maxLength: 3 }).map(objectOf),
    fc.constant(objectOf([['x', 'polluted']])),
  ),
})).tree;

/** A document with foreign keys at its top, in the settings of a provider, or in a group. */
const document = fc
  .tuple(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 4 }), fc.nat(3), fc.boolean())
  .map(([entries, place, isPlain]) => {
    const extra = isPlain
      ? entries
      : [...entries, ['constructor', objectOf([['prototype', { x: 1 }]])] as const];
    const base = documentOf('ann');
    if (place === 0) return objectOf([...Object.entries(base), ...extra]);
    const section = place === 1 ? 'llm_provider_config' : 'chat_provider_config';
    const { provider_name, provider_config } = base[section] as Record<string, object>;
    if (place === 3)
      return { ...base, [section]: objectOf([...Object.entries(base[section] as object), ...extra]) };
    const settings = objectOf([...Object.entries(provider_config ?? {}), ...extra]);
    return { ...base, [section]: { provider_name, provider_config: settings } };
  });

/** Also `__proto__` becomes a key. */
function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, inner] of entries) {
    Object.defineProperty(made, name, { value: inner, enumerable: true, configurable: true, writable: true });
  }
  return made;
}

describe('documents with keys that reach for prototypes', () => {
  it(`change no prototype: ${BATCHES * BATCH} of them`, async () => {
    const own = Object.getOwnPropertyNames(Object.prototype).sort();
    await using api = await serveApi();
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(
      fc.array(document, { minLength: BATCH, maxLength: BATCH, size: 'max' }),
      async (documents) => {
        const answers = await Promise.all(
          documents.map((one) => api.call('PUT', '/api/configurations/ann', { body: one })),
        );
        for (const { status } of answers) {
          expect([200, 400, 422]).toContain(status);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
        expect(({} as { x?: unknown }).x).toBeUndefined();
        expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(own);
        if (answers.some(({ status }) => status === 200)) {
          const { json } = await api.call('GET', '/api/configurations/ann');
          expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
        }
      },
    );
    await fc.assert(property, { numRuns: BATCHES });
    console.log(JSON.stringify(Object.fromEntries(statuses)));
    // Some are refused for `__proto__`, some as documents, and some come through as settings of a provider.
    for (const status of [200, 400, 422]) expect(statuses.get(status)).toBeGreaterThan(BATCHES);
  }, 180_000);
});
