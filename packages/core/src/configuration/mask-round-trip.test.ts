import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { maskSecrets, restoreSecrets, SECRET_MASK } from './secrets.ts';

const RUNS = 10_000;

const schema = z.looseObject({ api_key: z.string().meta({ writeOnly: true }).nullable().default(null) });
const schemaOf = () => schema;

/** Secrets can be told from everything else by how they begin. */
const secret = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((text) => `canary-${text}`);
const secretName = fc.constantFrom(
  'token',
  'password',
  'Authorization',
  'client_secret',
  'bot_token',
  'api_keys',
);
const plainName = fc.constantFrom('model', 'note', 'extra', 'timeout', 'options');

const { settings } = fc.letrec<{ settings: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<unknown>('plain', 1, null, true), tie('settings')),
  settings: fc
    .tuple(
      fc.dictionary(plainName, tie('value'), { maxKeys: 3 }),
      fc.dictionary(secretName, fc.oneof(secret, fc.array(secret, { maxLength: 2 })), { maxKeys: 2 }),
    )
    .map(([plain, secrets]) => ({ ...plain, ...secrets })),
}));

const document = fc.record({
  user_id: fc.constantFrom('ann', 'bob'),
  llm_provider_config: fc.record({
    provider_name: fc.constantFrom('one', 'two'),
    provider_config: fc
      .tuple(settings, secret)
      .map(([more, api_key]) => ({ ...more, api_key }) as Record<string, unknown>),
  }),
});

const masksIn = (value: unknown) => JSON.stringify(value).split(JSON.stringify(SECRET_MASK)).length - 1;

describe('a document that was read and is saved again', () => {
  it(`keeps every secret of its bot and shows none: ${RUNS} documents`, () => {
    const property = fc.property(document, (stored) => {
      const masked = maskSecrets(stored, schemaOf);
      expect(JSON.stringify(masked)).not.toContain('canary-');
      expect(masksIn(masked)).toBeGreaterThan(0);
      expect(restoreSecrets(masked, stored, schemaOf)).toEqual({ document: stored, problems: [] });
    });
    fc.assert(property, { numRuns: RUNS });
  }, 120_000);

  it(`brings no secret to a bot that has none, and names each mask as a problem: ${RUNS} documents`, () => {
    const property = fc.property(document, (stored) => {
      const masked = maskSecrets(stored, schemaOf);
      const restored = restoreSecrets(masked, null, schemaOf);
      expect(JSON.stringify(restored.document)).not.toContain('canary-');
      expect(restored.problems).toHaveLength(masksIn(masked));
    });
    fc.assert(property, { numRuns: RUNS });
  }, 120_000);

  it(`brings no secret to another provider or server: ${RUNS} pairs`, () => {
    const property = fc.property(document, fc.boolean(), (stored, toOtherProvider) => {
      const masked = maskSecrets(stored, schemaOf) as unknown as typeof stored;
      const section = masked.llm_provider_config;
      if (toOtherProvider) section.provider_name += 'x';
      else section.provider_config.base_url = 'https://elsewhere.example';
      const restored = restoreSecrets(masked, stored, schemaOf);
      expect(JSON.stringify(restored.document)).not.toContain('canary-');
      expect(restored.problems).toHaveLength(masksIn(masked));
    });
    fc.assert(property, { numRuns: RUNS });
  }, 120_000);
});
