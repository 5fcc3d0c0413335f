import { type GroupTracking, type Period, trackedTimeOf } from '@chat-imposter/core';
import type { Connection } from './connection.ts';
import {
  type GroupDocument,
  groupFromDocument,
  type PeriodDocument,
  periodFromDocument,
  periodMessageFromJson,
  type StateDocument,
  type TrackedDocument,
} from './tracking-document.ts';

/** Reads tracked groups and their periods. */
export class TrackingReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every group that is tracked or has periods, by identifier. */
  async groups(userId: string): Promise<GroupTracking[]> {
    const sort = { user_id: 1, group_id: 1 } as const;
    const [groups, states] = await Promise.all([
      this.#connection.find<GroupDocument>('tracked_groups', { user_id: userId }, { sort }),
      this.#connection.find<StateDocument>('group_tracking_state', { user_id: userId }),
    ]);
    const starts = new Map(states.map(({ group_id, last_run_ts }) => [group_id, last_run_ts]));
    const all = await Promise.all(
      groups.map((document) => this.#groupOf(document, starts.get(document.group_id))),
    );
    return all.filter((group) => group !== null);
  }

  /** The newest period that begins after one instant and ends before another, with its messages. */
  async newestPeriod(
    userId: string,
    groupId: string,
    { from, until }: { from: number; until: number },
  ): Promise<Period | null> {
    const period = await this.#newest(userId, groupId, { from, until });
    return period && periodFromDocument(period, await this.#messagesOf(period));
  }

  async #groupOf(document: GroupDocument, start: number | undefined): Promise<GroupTracking | null> {
    const isTracked = document.is_tracked !== false;
    const shown = groupFromDocument(document);
    if (isTracked && start !== undefined) return { ...shown, isTracked, windowStart: start };
    const all = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    const newest = await this.#newest(document.user_id, document.group_id, all);
    // A group that was never begun: others may have written it before its first window was over.
    return newest && { ...shown, isTracked, windowStart: newest.periodEnd };
  }

  #newest(
    userId: string,
    groupId: string,
    { from, until }: { from: number; until: number },
  ): Promise<PeriodDocument | null> {
    // What begins after an instant also ends after it; by its end it is found.
    return this.#connection.findOne<PeriodDocument>(
      'tracked_group_periods',
      {
        user_id: userId,
        tracked_group_unique_identifier: groupId,
        periodEnd: { $gte: from, $lt: until },
        periodStart: { $gt: from },
      },
      { sort: { user_id: -1, tracked_group_unique_identifier: -1, periodEnd: -1 } },
    );
  }

  async #messagesOf(period: PeriodDocument) {
    const { user_id, tracked_group_unique_identifier: group_id, periodStart, periodEnd } = period;
    const found = await this.#connection.find<TrackedDocument>(
      'tracked_messages',
      { user_id, group_id, place: { $gt: periodStart, $lte: periodEnd } },
      { sort: { user_id: 1, group_id: 1, place: 1, time: 1, sequence: 1 } },
    );
    const own = found.map(periodMessageFromJson);
    if (!period.messages || period.messages.length === 0) return own;
    const all = [...period.messages.map(periodMessageFromJson), ...own];
    return all.sort((one, other) => trackedTimeOf(one) - trackedTimeOf(other));
  }
}
