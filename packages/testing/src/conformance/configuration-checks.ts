import { expect } from 'vitest';
import { type ZodType, z } from 'zod';
import type { Check } from './check.ts';

/** A `provider_config` that must not validate, and where its mistake is. */
export interface InvalidConfiguration {
  config: unknown;
  /** Dotted path of the problem inside `provider_config`; empty for the whole of it. */
  path: string;
}

/** The plugin whose configuration is looked at. */
export interface ConfiguredPlugin {
  readonly provider: {
    readonly specVersion: number;
    readonly name: string;
    readonly aliases?: readonly string[];
    readonly configSchema: ZodType;
  };
  readonly options: { config?: unknown; invalidConfigs: readonly InvalidConfiguration[] };
}

const UNKNOWN = 'an_unknown_key';

/** What every plugin promises about its name and its `configSchema`. */
export const configurationChecks: readonly Check<ConfiguredPlugin, never>[] = [
  {
    title: 'names the contract that it keeps, and itself',
    run({ provider }) {
      expect(provider.specVersion).toBe(1);
      const names = [provider.name, ...(provider.aliases ?? [])];
      expect(names.filter((name) => typeof name !== 'string' || name.trim() === '')).toEqual([]);
      expect(new Set(names).size, 'each name once').toBe(names.length);
    },
  },
  {
    title: 'validates its configuration without changing what was given',
    async run({ provider, options: { config = {} } }) {
      const before = JSON.stringify(config);
      const result = await provider.configSchema.safeParseAsync(config);
      expect(result.error?.issues ?? []).toEqual([]);
      expect(JSON.stringify(config)).toBe(before);
      // The core validates in one go, without waiting.
      expect(provider.configSchema.safeParse(config).success).toBe(true);
    },
  },
  {
    title: 'names the path of each mistake in a configuration, and says what is wrong',
    run({ provider, options: { invalidConfigs } }) {
      expect(invalidConfigs.length, 'the suite needs configurations that are wrong').toBeGreaterThan(0);
      for (const { config, path } of invalidConfigs) {
        const { error } = provider.configSchema.safeParse(config);
        const problems = error?.issues ?? [];
        const where = problems.map((issue) => issue.path.join('.'));
        expect(where, `the mistake in ${JSON.stringify(config)}`).toContain(path);
        expect(problems.filter(({ message }) => message === '')).toEqual([]);
      }
    },
  },
  {
    title: 'refuses what is no object',
    run({ provider }) {
      for (const config of [null, 'text', 1, []]) {
        expect(provider.configSchema.safeParse(config).success, JSON.stringify(config)).toBe(false);
      }
    },
  },
  {
    title: 'keeps an unknown key or refuses it by its name, but does not swallow it',
    run({ provider, options: { config = {} } }) {
      const given = { ...(config as object), [UNKNOWN]: { a: 1 } };
      const { success, data, error } = provider.configSchema.safeParse(given);
      if (success) expect(data).toMatchObject({ [UNKNOWN]: { a: 1 } });
      else expect(JSON.stringify(error.issues)).toContain(UNKNOWN);
    },
  },
  {
    title: 'has a configuration that can be told in JSON Schema',
    run({ provider }) {
      expect(provider.configSchema, 'a schema of zod 4').toHaveProperty('_zod');
      const schema = z.toJSONSchema(provider.configSchema, {
        io: 'input',
        target: 'draft-7',
        unrepresentable: 'any',
      });
      expect(schema.type).toBe('object');
    },
  },
];
