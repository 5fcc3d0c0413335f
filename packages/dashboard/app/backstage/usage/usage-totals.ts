import type { HourOfUsageJson } from '../../api/api-json.ts';

/** What the language model used, added up. Cached input is part of the input, and reasoning part of the output. */
export interface UsageTotals {
  turns: number;
  calls: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  durationMs: number;
}

/** Nothing was used. */
export const NO_USAGE: UsageTotals = {
  turns: 0,
  calls: 0,
  input: 0,
  cached: 0,
  output: 0,
  reasoning: 0,
  durationMs: 0,
};

/** The same and one more hour. */
export function withUsage(totals: UsageTotals, hour: HourOfUsageJson): UsageTotals {
  return {
    turns: totals.turns + hour.turns,
    calls: totals.calls + hour.calls,
    input: totals.input + hour.input_tokens,
    cached: totals.cached + hour.cached_input_tokens,
    output: totals.output + hour.output_tokens,
    reasoning: totals.reasoning + hour.reasoning_tokens,
    durationMs: totals.durationMs + hour.duration_ms,
  };
}

/** How long one call took on average, milliseconds; 0 when there was none. */
export function latencyMs({ calls, durationMs }: UsageTotals): number {
  return calls === 0 ? 0 : durationMs / calls;
}
