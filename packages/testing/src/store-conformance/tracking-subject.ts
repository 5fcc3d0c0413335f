import type { Period, PeriodQuery, TrackedGroup, TrackedMessage } from '@chat-imposter/core';
import { sampleTrackedGroup } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { type StoreSubject, USER_ID, useStore } from './store-subject.ts';

/** The group that most tests are about. */
export const GROUP_ID = 'family';

/** What tests of tracking do with the store; each write takes a lease of its own. */
export class TrackingSubject {
  readonly stores: StoreSubject;

  constructor(stores: StoreSubject) {
    this.stores = stores;
  }

  /** Tracks these groups and no others. */
  async track(groups: readonly (TrackedGroup & { windowStart: number })[], now = 0): Promise<void> {
    await this.stores.store.tracking.track(await this.stores.lease(), groups, now);
  }

  /** Tracks the group from an instant on, and no other. */
  async trackFrom(windowStart: number): Promise<void> {
    await this.track([sampleTrackedGroup(GROUP_ID, { windowStart })]);
  }

  /** Tracks no group any more. */
  async untrack(now: number): Promise<void> {
    await this.track([], now);
  }

  /** Keeps messages of the group. */
  async record(...messages: TrackedMessage[]): Promise<void> {
    await this.stores.store.tracking.record(await this.stores.lease(), GROUP_ID, messages);
  }

  /** Cuts the open window of the group. */
  async cut(...ends: number[]): Promise<void> {
    await this.stores.store.tracking.cut(await this.stores.lease(), GROUP_ID, ends, 9_000);
  }

  /** Periods of the group, newest first. */
  async periods(query: PeriodQuery = {}, groupId = GROUP_ID, userId = USER_ID): Promise<Period[]> {
    return readAll(this.stores.store.tracking.periods(userId, groupId, query));
  }

  /** The periods of the group as a line each, oldest first: its bounds and what was said; what came late in brackets. */
  async lines(query: PeriodQuery = {}): Promise<string[]> {
    return (await this.periods(query)).reverse().map(lineOf);
  }
}

/** A period in one line. */
export function lineOf({ start, end, messages }: Period): string {
  const contents = messages.map(({ content, isLate }) => (isLate ? `(${content})` : content));
  return [`${start}-${end}:`, ...contents].join(' ');
}

/** All that there is. */
export async function readAll(periods: AsyncIterable<Period>): Promise<Period[]> {
  const all: Period[] = [];
  for await (const period of periods) all.push(period);
  return all;
}

/** Gives each test of the surrounding `describe` an open store that holds nothing. */
export function useTracking(options: StoreConformanceOptions): TrackingSubject {
  return new TrackingSubject(useStore(options));
}
