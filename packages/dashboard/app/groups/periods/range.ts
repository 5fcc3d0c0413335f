import type { PeriodJson } from '../../api/api-json.ts';
import type { PeriodRange } from './periods-json.ts';

/** The moment after the last one of a day such as `2026-11-27` here, epoch milliseconds; null when it is no day. */
export function endOfDay(day: string): number | null {
  const [, year, month, date] = /^(\d{4,6})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + 1, 0, 0, 0, 1).getTime();
}

/** The range that holds exactly these periods, which are in order, newest first; null without any. */
export function rangeOf(
  periods: readonly Pick<PeriodJson, 'periodStart' | 'periodEnd'>[],
): PeriodRange | null {
  const [newest] = periods;
  const oldest = periods.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  return { from: oldest.periodStart - 1, until: newest.periodEnd + 1 };
}
