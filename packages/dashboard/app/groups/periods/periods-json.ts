import type { PartyJson, PeriodJson } from '../../api/api-json.ts';

/** A tracked group with its periods, newest first, as the API tells it. */
export interface TrackedGroupJson {
  group: PartyJson;
  periods: PeriodJson[];
}

/** Which periods are meant: times are epoch milliseconds, and those at the edges are not. */
export interface PeriodRange {
  /** Those that begin after it. */
  from?: number;
  /** Those that end before it. */
  until?: number;
}
