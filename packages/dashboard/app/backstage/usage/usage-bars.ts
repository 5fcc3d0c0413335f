import type { HourOfUsageJson } from '../../api/api-json.ts';
import { NO_USAGE, type UsageTotals, withUsage } from './usage-totals.ts';

const HOUR_MS = 3_600_000;

/** How far back usage is looked at, in hours or days; a day ends at midnight in the zone of the browser. */
const RANGES = { day: { hours: 24 }, week: { days: 7 }, month: { days: 30 } } as const;

export type RangeName = keyof typeof RANGES;

/** What one bar stands for. */
export type GroupingName = 'hour' | 'day' | 'model';

/** A bar: what was used within an hour or a day, or by a model. */
export interface UsageBar {
  key: string;
  /** When its hour or day begins, epoch milliseconds; null for a model. */
  start: number | null;
  totals: UsageTotals;
}

/** When a range begins that ends now. */
export function rangeStart(range: RangeName, now: number): number {
  const length = RANGES[range];
  return 'hours' in length
    ? hourOf(now) - (length.hours - 1) * HOUR_MS
    : dayAfter(dayOf(now), 1 - length.days);
}

/** The bars of a range that ends now; hours and days in which nothing was used have one, too. */
export function usageBars(
  hours: readonly HourOfUsageJson[],
  { range, grouping, now }: { range: RangeName; grouping: GroupingName; now: number },
): UsageBar[] {
  const start = rangeStart(range, now);
  const bars = new Map<string, UsageBar>();
  for (const time of grouping === 'model' ? [] : timesOf(grouping, start, now))
    bars.set(String(time), { key: String(time), start: time, totals: NO_USAGE });
  for (const hour of hours) {
    if (hour.start < hourOf(start) || hour.start > now) continue;
    // An hour of the API may begin before midnight in zones that are off by half an hour.
    const time = grouping === 'hour' ? hour.start : dayOf(Math.max(hour.start, start));
    const key = grouping === 'model' ? hour.model : String(time);
    const bar = bars.get(key) ?? { key, start: grouping === 'model' ? null : time, totals: NO_USAGE };
    bars.set(key, { ...bar, totals: withUsage(bar.totals, hour) });
  }
  return [...bars.values()];
}

/** The beginnings of all hours or days. Days are as long as the calendar says: 23 to 25 hours. */
function timesOf(grouping: 'hour' | 'day', start: number, now: number): number[] {
  const times: number[] = [];
  const first = grouping === 'hour' ? hourOf(start) : dayOf(start);
  for (let time = first; time <= now; time = grouping === 'hour' ? time + HOUR_MS : dayAfter(time, 1))
    times.push(time);
  return times;
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

function dayOf(time: number): number {
  return dayAfter(time, 0);
}

function dayAfter(time: number, days: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}
