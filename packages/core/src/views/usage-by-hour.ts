import type { ModelUsage, TurnUsage } from '../contracts/model-usage.ts';

const HOUR_MS = 3_600_000;

/** What one model cost the turns of a bot that were planned within an hour. */
export interface HourOfUsage extends ModelUsage {
  /** When the hour begins, epoch milliseconds. */
  start: number;
  turns: number;
}

/** Adds turns up by hour and model, in this order. */
export async function usageByHour(turns: AsyncIterable<TurnUsage>): Promise<HourOfUsage[]> {
  const hours = new Map<string, HourOfUsage>();
  for await (const { plannedTime, usage } of turns) {
    const start = Math.floor(plannedTime / HOUR_MS) * HOUR_MS;
    const key = `${start} ${usage.model}`;
    hours.set(key, added(hours.get(key) ?? emptyHour(start, usage.model), usage));
  }
  return [...hours.values()].sort(
    (one, other) => one.start - other.start || (one.model < other.model ? -1 : 1),
  );
}

function emptyHour(start: number, model: string): HourOfUsage {
  return {
    start,
    model,
    turns: 0,
    calls: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    durationMs: 0,
  };
}

function added(hour: HourOfUsage, usage: ModelUsage): HourOfUsage {
  return {
    ...hour,
    turns: hour.turns + 1,
    calls: hour.calls + usage.calls,
    inputTokens: hour.inputTokens + usage.inputTokens,
    cachedInputTokens: hour.cachedInputTokens + usage.cachedInputTokens,
    outputTokens: hour.outputTokens + usage.outputTokens,
    reasoningTokens: hour.reasoningTokens + usage.reasoningTokens,
    durationMs: hour.durationMs + usage.durationMs,
  };
}
