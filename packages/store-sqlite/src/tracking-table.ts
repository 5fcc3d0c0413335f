import {
  type GroupTracking,
  type Period,
  type PeriodQuery,
  placeTimeIn,
  type TrackedGroup,
  type TrackedMessage,
  trackedTimeOf,
} from '@chat-imposter/core';
import type { Database } from './database.ts';
import { TrackedMessages } from './tracked-messages.ts';
import { TrackedPeriods } from './tracked-periods.ts';
import {
  ADD_TRACKED_GROUP,
  DELETE_TRACKED_GROUP,
  FIND_TRACKED_GROUP,
  LIST_TRACKED_GROUPS,
  SET_WINDOW,
  UPDATE_TRACKED_GROUP,
} from './tracking-queries.ts';
import { type GroupTrackingRow, groupFromRow, toGroupColumns } from './tracking-row.ts';

/** A group as its windows need it. */
interface KnownGroup {
  groupNumber: number;
  /** Null while it is not tracked. */
  windowStart: number | null;
  periodsCut: number;
}

/** The tables of tracked groups, their periods and messages; leaves leases and transactions to its callers. */
export class TrackingTable {
  readonly #database: Database;
  readonly #periods: TrackedPeriods;
  readonly #messages: TrackedMessages;

  constructor(database: Database) {
    this.#database = database;
    this.#periods = new TrackedPeriods(database);
    this.#messages = new TrackedMessages(database);
  }

  /** Every group that is tracked or has periods, by identifier. */
  groups(userId: string): GroupTracking[] {
    return this.#database.statement(LIST_TRACKED_GROUPS).all<GroupTrackingRow>(userId).map(groupFromRow);
  }

  /** Tracks these groups and no others. */
  track(userId: string, groups: readonly (TrackedGroup & { windowStart: number })[], now: number): void {
    const named = new Set(groups.map(({ group }) => group.identifier));
    for (const { group, isTracked } of this.groups(userId)) {
      if (isTracked && !named.has(group.identifier)) this.#untrack(userId, group.identifier, now);
    }
    for (const group of groups) this.#track(userId, group);
  }

  /** Keeps messages of a group that is tracked, each once. */
  record(userId: string, groupId: string, messages: readonly TrackedMessage[]): void {
    const group = this.#find(userId, groupId);
    if (!group || group.windowStart === null) return;
    const { groupNumber, windowStart } = group;
    for (const message of messages) {
      if (this.#messages.isKnown(groupNumber, message)) continue;
      const time = trackedTimeOf(message);
      const cut = time > windowStart ? undefined : this.#periods.startFor(groupNumber, time);
      const place = placeTimeIn(cut ?? windowStart, time);
      this.#messages.add(groupNumber, { place, time }, { ...message, isLate: cut !== undefined });
    }
  }

  /** Cuts the open window of a group at each of these instants. */
  cut(userId: string, groupId: string, ends: readonly number[], createdTime: number): void {
    const group = this.#find(userId, groupId);
    if (!group || group.windowStart === null) return;
    for (const end of ends) this.#cut(group, end, createdTime);
    this.#setWindow(group);
  }

  /** Keeps the digest of the period that ends at an instant. */
  setDigest(userId: string, groupId: string, end: number, digest: string): void {
    const group = this.#find(userId, groupId);
    if (group) this.#periods.setDigest(group.groupNumber, end, digest);
  }

  /** The newest period that begins after `from` and ends before `until`, with its messages. */
  newestPeriod(userId: string, groupId: string, from: number, until: number): Period | undefined {
    const group = this.#find(userId, groupId);
    const row = group && this.#periods.newest(group.groupNumber, from, until);
    if (!row) return undefined;
    const { periodNumber, start, end, createdTime, digest } = row;
    const messages = this.#messages.readWindow(group.groupNumber, start, end);
    const periodId = `${group.groupNumber}-${periodNumber}`;
    return { periodId, groupId, start, end, createdTime, messages, digest };
  }

  /** Deletes the periods that a query means, with their messages; tells how many. */
  deletePeriods(userId: string, groupId: string, query: PeriodQuery): number {
    const group = this.#find(userId, groupId);
    if (!group) return 0;
    const { count, start, end } = this.#periods.delete(group.groupNumber, query);
    // No message stands between two periods.
    if (count > 0) this.#messages.deleteWindow(group.groupNumber, start, end);
    this.#deleteIfOver(group);
    return count;
  }

  #find(userId: string, groupId: string): KnownGroup | undefined {
    const row = this.#database
      .statement(FIND_TRACKED_GROUP)
      .get<[groupNumber: number, windowStart: number | null, periodsCut: number]>(userId, groupId);
    return row && { groupNumber: row[0], windowStart: row[1], periodsCut: row[2] };
  }

  #track(userId: string, tracked: TrackedGroup & { windowStart: number }): void {
    const groupId = tracked.group.identifier;
    const known = this.#find(userId, groupId);
    const columns = toGroupColumns(tracked);
    if (!known) {
      this.#database.statement(ADD_TRACKED_GROUP).run(userId, groupId, ...columns, tracked.windowStart);
      return;
    }
    const { groupNumber } = known;
    const lastEnd = this.#periods.lastEnd(groupNumber) ?? Number.NEGATIVE_INFINITY;
    const windowStart = known.windowStart ?? Math.max(tracked.windowStart, lastEnd);
    this.#database.statement(UPDATE_TRACKED_GROUP).run(...columns, windowStart, groupNumber);
  }

  /** Makes a last period of what the open window holds. */
  #untrack(userId: string, groupId: string, now: number): void {
    const group = this.#find(userId, groupId);
    if (!group || group.windowStart === null) return;
    const lastPlace = this.#messages.lastPlace(group.groupNumber);
    if (lastPlace > group.windowStart) this.#cut(group, Math.max(now, Math.ceil(lastPlace)), now);
    group.windowStart = null;
    this.#setWindow(group);
    this.#deleteIfOver(group);
  }

  #cut(group: KnownGroup, end: number, createdTime: number): void {
    const { groupNumber, windowStart: start } = group;
    if (start === null || end <= start) return;
    group.periodsCut += 1;
    group.windowStart = end;
    this.#periods.add(groupNumber, { periodNumber: group.periodsCut, start, end, createdTime });
  }

  #setWindow({ groupNumber, windowStart, periodsCut }: KnownGroup): void {
    this.#database.statement(SET_WINDOW).run(windowStart, periodsCut, groupNumber);
  }

  #deleteIfOver({ groupNumber, windowStart }: KnownGroup): void {
    if (windowStart !== null || this.#periods.lastEnd(groupNumber) !== undefined) return;
    this.#database.statement(DELETE_TRACKED_GROUP).run(groupNumber);
  }
}
