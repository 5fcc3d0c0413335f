import type { LlmResult } from '../contracts/llm-provider.ts';
import type { ModelUsage } from '../contracts/model-usage.ts';

/** What the calls to a model cost, all together. What a call that failed cost in tokens, nobody tells. */
export class Spending {
  #calls = 0;
  #durationMs = 0;
  #tokens: Omit<ModelUsage, 'calls' | 'durationMs'> | null = null;

  /** Null as long as no call was answered. */
  get usage(): ModelUsage | null {
    if (this.#tokens === null) return null;
    return { ...this.#tokens, calls: this.#calls, durationMs: this.#durationMs };
  }

  /** Counts a call that took so long; `result` is null when it failed. */
  add(result: LlmResult | null, durationMs: number): void {
    this.#calls += 1;
    this.#durationMs += durationMs;
    if (result === null) return;
    const { usage, model } = result;
    const before = this.#tokens;
    this.#tokens = {
      model,
      inputTokens: (before?.inputTokens ?? 0) + usage.inputTokens,
      cachedInputTokens: (before?.cachedInputTokens ?? 0) + usage.cachedInputTokens,
      outputTokens: (before?.outputTokens ?? 0) + usage.outputTokens,
      reasoningTokens: (before?.reasoningTokens ?? 0) + usage.reasoningTokens,
    };
  }
}
