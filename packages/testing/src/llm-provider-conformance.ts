import { registerChecks } from './conformance/register-checks.ts';
import { llmCheckGroups, runLlmCheck } from './llm-provider-conformance/checks.ts';
import type { LlmProviderConformanceOptions } from './llm-provider-conformance/options.ts';

/**
 * Registers the tests (of vitest) that every `LlmProvider` must pass, under the given name. They ask a real model
 * through the provider, and answer through a peer, which plays the service. What the peer lacks is not tried, and
 * printed.
 *
 * ```ts
 * llmProviderConformance('my provider', {
 *   create: () => MyPeer.begin(),
 *   config: { model: 'm' },
 *   invalidConfigs: [{ config: { model: 'm', temperature: 'hot' }, path: 'temperature' }],
 *   apiKey: 'the-key-that-my-peer-gives-to-the-provider',
 *   hasty: { timeout_ms: 100 },
 *   lacks: { refusal: 'the service answers every request' },
 * });
 * ```
 */
export function llmProviderConformance(name: string, options: LlmProviderConformanceOptions): void {
  registerChecks({
    name: `${name} as an LlmProvider`,
    groups: llmCheckGroups,
    lacks: options.lacks ?? {},
    run: (check) => runLlmCheck(check, options),
  });
}
