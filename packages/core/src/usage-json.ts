import type { ModelUsage } from './contracts/model-usage.ts';

/** What the model cost, in JSON. */
export interface UsageJson {
  model: string;
  calls: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  /** Milliseconds. */
  duration_ms: number;
}

/** The JSON form of what the model cost. */
export function usageToJson(usage: ModelUsage): UsageJson {
  return {
    model: usage.model,
    calls: usage.calls,
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    duration_ms: usage.durationMs,
  };
}
