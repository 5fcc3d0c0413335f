import type { TrackedGroup } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import type { FactsParts } from './facts.ts';
import { TrackedMessageFacts } from './tracked-message-facts.ts';
import {
  type GroupDocument,
  type PeriodDocument,
  type StateDocument,
  toGroupFields,
} from './tracking-document.ts';

/** A group as its windows need it. */
export interface KnownGroup {
  document: GroupDocument;
  state: StateDocument | null;
  /** Where its newest period ends; -Infinity when it has none. */
  lastEnd: number;
}

/** The bounds of a period, and what tells messages apart in one that others wrote. */
const BOUNDS = {
  periodStart: 1,
  periodEnd: 1,
  'messages.provider_message_id': 1,
  'messages.sender': 1,
} as const;

/** The tracked groups that a batch is about, and their periods. */
export class TrackingFacts {
  readonly messages: TrackedMessageFacts;
  readonly #parts: FactsParts;
  /** Null where there is none. */
  readonly #groups = new Map<string, KnownGroup | null>();
  /** Periods that this batch cuts, by group, oldest first: all later than those that are stored. */
  readonly #cut = new Map<string, PeriodDocument[]>();

  constructor(parts: FactsParts) {
    this.#parts = parts;
    this.messages = new TrackedMessageFacts(parts);
  }

  /** Reads all groups of the bot. */
  async loadAll(): Promise<KnownGroup[]> {
    const { connection, userId: user_id } = this.#parts;
    const found = await connection.find<GroupDocument>('tracked_groups', { user_id });
    await Promise.all(found.map(({ group_id }) => this.load(group_id)));
    return [...this.#groups.values()].filter((group) => group !== null);
  }

  /** A group; null when nothing is kept of it. */
  async load(groupId: string): Promise<KnownGroup | null> {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    const { connection, userId: user_id } = this.#parts;
    const own = { user_id, group_id: groupId };
    const [document, state, newest] = await Promise.all([
      connection.findOne<GroupDocument>('tracked_groups', own),
      connection.findOne<StateDocument>('group_tracking_state', own),
      this.#findPeriod(groupId, {}, -1),
    ]);
    const group = document && { document, state, lastEnd: newest?.periodEnd ?? Number.NEGATIVE_INFINITY };
    if (!this.#groups.has(groupId)) this.#groups.set(groupId, group);
    return this.#groups.get(groupId) ?? null;
  }

  /** Where the open window of a group begins; null when none is open. */
  windowOf({ document, state, lastEnd }: KnownGroup): number | null {
    if (document.is_tracked === false) return null;
    return state?.last_run_ts ?? (Number.isFinite(lastEnd) ? lastEnd : null);
  }

  /** Takes over how a group is shown; a window opens unless one is open. */
  track(known: KnownGroup | null, tracked: TrackedGroup & { windowStart: number }): void {
    const start = known && this.windowOf(known);
    const windowStart = start ?? Math.max(tracked.windowStart, known?.lastEnd ?? Number.NEGATIVE_INFINITY);
    const fields = { ...toGroupFields(tracked), is_tracked: true };
    const _id = known?.document._id ?? new ObjectId();
    const document = { _id, user_id: this.#parts.userId, ...fields };
    const group = {
      document,
      state: known?.state ?? null,
      lastEnd: known?.lastEnd ?? Number.NEGATIVE_INFINITY,
    };
    this.#groups.set(tracked.group.identifier, group);
    this.#parts.changes.put('tracked_groups', document);
    this.#setWindow(group, windowStart);
  }

  /** Closes the window of a group; of one that has no periods nothing is left. */
  untrack(group: KnownGroup): void {
    if (!Number.isFinite(group.lastEnd)) {
      this.remove(group);
      return;
    }
    group.document = { ...group.document, is_tracked: false };
    this.#parts.changes.put('tracked_groups', group.document);
  }

  /** Forgets a group. */
  remove({ document, state }: KnownGroup): void {
    this.#groups.set(document.group_id, null);
    this.#parts.changes.remove('tracked_groups', document._id);
    if (state) this.#parts.changes.remove('group_tracking_state', state._id);
  }

  /** Cuts the open window of a group, unless it begins at that instant or later. */
  cut(group: KnownGroup, end: number, createdTime: number): void {
    const start = this.windowOf(group);
    if (start === null || end <= start) return;
    const { group_id } = group.document;
    const period: PeriodDocument = {
      _id: new ObjectId(),
      user_id: this.#parts.userId,
      tracked_group_unique_identifier: group_id,
      periodStart: start,
      periodEnd: end,
      createdAt: createdTime,
      digest: null,
    };
    this.#parts.changes.put('tracked_group_periods', period);
    this.#cut.set(group_id, [...(this.#cut.get(group_id) ?? []), period]);
    group.lastEnd = end;
    this.#setWindow(group, end);
  }

  /** Keeps the digest of the period that ends at an instant. */
  async setDigest({ document: { group_id } }: KnownGroup, end: number, digest: string): Promise<void> {
    const period = await this.periodFor(group_id, end);
    if (period?.periodEnd === end) this.#parts.changes.set('tracked_group_periods', period._id, { digest });
  }

  /** The first period that ends at an instant or later. */
  async periodFor(groupId: string, time: number): Promise<PeriodDocument | null> {
    const stored = await this.#findPeriod(groupId, { $gte: time }, 1);
    return stored ?? this.#cut.get(groupId)?.find(({ periodEnd }) => periodEnd >= time) ?? null;
  }

  #findPeriod(groupId: string, ends: object, direction: 1 | -1): Promise<PeriodDocument | null> {
    const { connection, userId: user_id } = this.#parts;
    const periodEnd = { $gte: Number.NEGATIVE_INFINITY, ...ends };
    const filter = { user_id, tracked_group_unique_identifier: groupId, periodEnd };
    const sort = { user_id: direction, tracked_group_unique_identifier: direction, periodEnd: direction };
    return connection.findOne<PeriodDocument>('tracked_group_periods', filter, { sort, projection: BOUNDS });
  }

  #setWindow(group: KnownGroup, last_run_ts: number): void {
    const { group_id, user_id } = group.document;
    group.state = { _id: group.state?._id ?? new ObjectId(), user_id, group_id, last_run_ts };
    this.#parts.changes.put('group_tracking_state', group.state);
  }
}
