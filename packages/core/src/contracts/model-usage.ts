import type { LlmUsage } from './llm-provider.ts';

/** What the model cost a turn, all of its calls together. */
export interface ModelUsage extends LlmUsage {
  /** The name that the server told last. */
  model: string;
  /** How long the calls took, milliseconds. */
  durationMs: number;
  calls: number;
}

/** What the model cost one of the turns that were planned in a time. */
export interface TurnUsage {
  plannedTime: number;
  usage: ModelUsage;
}

/** A time: `from` is in it, `until` is not; epoch milliseconds. */
export interface UsagePeriod {
  from: number;
  until: number;
}

/** A copy, without what a caller may have put there beside it. */
export function copyUsage(usage: ModelUsage): ModelUsage {
  const { model, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, durationMs, calls } = usage;
  return { model, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, durationMs, calls };
}
