import { describe, expect, it } from 'vitest';
import { fakeLlmPeer } from './fake-llm-provider-peer.ts';
import { llmCheckGroups, runLlmCheck } from './llm-provider-conformance/checks.ts';
import type { LlmProviderConformanceOptions } from './llm-provider-conformance/options.ts';
import { wrongProviders } from './llm-provider-conformance/wrong-providers.ts';
import { llmProviderConformance } from './llm-provider-conformance.ts';

const NO_WIRE = 'a model in memory has no line to a server';

const options: Omit<LlmProviderConformanceOptions, 'create'> = {
  config: { model: 'fake', api_key: 'key-0123456789-of-the-fake-model' },
  invalidConfigs: [
    { config: { model: 1 }, path: 'model' },
    { config: { max_retries: -1 }, path: 'max_retries' },
  ],
  apiKey: 'key-0123456789-of-the-fake-model',
  hasty: { timeout_ms: 20 },
  lacks: {
    html: NO_WIRE,
    empty_body: NO_WIRE,
    no_choices: NO_WIRE,
    empty_choices: NO_WIRE,
    unreachable: NO_WIRE,
    reset: NO_WIRE,
    cut_body: NO_WIRE,
    stall: NO_WIRE,
  },
};

llmProviderConformance('FakeLlmProvider', { ...options, create: async () => fakeLlmPeer() });

describe('llmProviderConformance', () => {
  it.for(wrongProviders)('finds a provider that $mistake', async ({ foundBy, complaint, spoil }) => {
    const check = llmCheckGroups.flatMap(({ checks }) => checks).find(({ title }) => title === foundBy);
    if (!check) throw new Error(`There is no check "${foundBy}".`);
    // What a wrong provider never does is not worth a long wait; the right one does it within a millisecond.
    const run = runLlmCheck(check, { ...options, create: async () => fakeLlmPeer(spoil), patienceMs: 500 });
    await expect(run).rejects.toThrow(complaint);
  });

  it('has no two checks of the same name', () => {
    const titles = llmCheckGroups.flatMap(({ checks }) => checks.map(({ title }) => title));
    expect(titles).toEqual([...new Set(titles)]);
  });
});
