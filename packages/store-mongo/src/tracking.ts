import {
  type GroupTracking,
  isSameSender,
  type Lease,
  type Period,
  type PeriodQuery,
  placeTimeIn,
  type TrackedGroup,
  type TrackedMessage,
  type TrackingStore,
  trackedTimeOf,
} from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import type { Draft } from './draft.ts';
import { partyFromJson } from './message-document.ts';
import { deletePeriods } from './period-deletion.ts';
import type { PeriodDocument } from './tracking-document.ts';
import type { TrackingReader } from './tracking-reader.ts';

/** Tracked groups and their periods. */
export class MongoTracking implements TrackingStore {
  readonly #bots: Bots;
  readonly #reader: TrackingReader;

  constructor(bots: Bots, reader: TrackingReader) {
    this.#bots = bots;
    this.#reader = reader;
  }

  groups(userId: string): Promise<GroupTracking[]> {
    return this.#bots.read(userId, () => this.#reader.groups(userId));
  }

  track(
    lease: Lease,
    groups: readonly (TrackedGroup & { windowStart: number })[],
    now: number,
  ): Promise<void> {
    return this.#bots.write({ lease, isAlone: true, decide: (draft) => track(draft, groups, now) });
  }

  record(lease: Lease, groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
    return this.#bots.write({
      lease,
      warm: async (draft) => {
        await Promise.all([draft.tracking.load(groupId), draft.tracking.messages.load(groupId, messages)]);
      },
      decide: (draft) => record(draft, groupId, messages),
    });
  }

  cut(lease: Lease, groupId: string, ends: readonly number[], createdTime: number): Promise<void> {
    return this.#bots.write({
      lease,
      async decide(draft) {
        const group = await draft.tracking.load(groupId);
        if (group) for (const end of ends) draft.tracking.cut(group, end, createdTime);
      },
    });
  }

  setDigest(lease: Lease, groupId: string, end: number, digest: string): Promise<void> {
    return this.#bots.write({
      lease,
      async decide(draft) {
        const group = await draft.tracking.load(groupId);
        if (group) await draft.tracking.setDigest(group, end, digest);
      },
    });
  }

  async *periods(
    userId: string,
    groupId: string,
    { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, last }: PeriodQuery,
  ): AsyncGenerator<Period, void, void> {
    let before = until;
    for (let left = last || Number.POSITIVE_INFINITY; left > 0; left -= 1) {
      const bounds = { from, until: before };
      const period = await this.#bots.read(userId, () => this.#reader.newestPeriod(userId, groupId, bounds));
      if (!period) return;
      before = period.end;
      yield period;
    }
  }

  deletePeriods(userId: string, groupId: string, query: PeriodQuery): Promise<number> {
    const decide = (draft: Draft) => deletePeriods(draft, groupId, query);
    return this.#bots.writeFor(userId, { lease: null, isAlone: true, decide });
  }
}

async function track(
  draft: Draft,
  groups: readonly (TrackedGroup & { windowStart: number })[],
  now: number,
): Promise<void> {
  const { tracking } = draft;
  const named = new Set(groups.map(({ group }) => group.identifier));
  for (const group of await tracking.loadAll()) {
    const { group_id } = group.document;
    const windowStart = tracking.windowOf(group);
    if (windowStart === null || named.has(group_id)) continue;
    const lastPlace = await tracking.messages.lastPlace(group_id);
    if (lastPlace > windowStart) tracking.cut(group, Math.max(now, Math.ceil(lastPlace)), now);
    tracking.untrack(group);
  }
  for (const group of groups) tracking.track(await tracking.load(group.group.identifier), group);
}

async function record(draft: Draft, groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
  const { tracking } = draft;
  const group = await tracking.load(groupId);
  const windowStart = group && tracking.windowOf(group);
  if (!group || windowStart === null) return;
  await tracking.messages.load(groupId, messages);
  for (const message of messages) {
    if (tracking.messages.isKnown(groupId, message)) continue;
    const time = trackedTimeOf(message);
    const isOfOpenWindow = time > windowStart || time > group.lastEnd;
    const period = isOfOpenWindow ? null : await tracking.periodFor(groupId, time);
    if (period && holds(period, message)) continue;
    const place = placeTimeIn(period?.periodStart ?? windowStart, time);
    tracking.messages.add(groupId, { place, time }, { ...message, isLate: period !== null });
  }
}

/** Whether a period that others wrote, with its messages in it, has a message. */
function holds({ messages = [] }: PeriodDocument, { providerMessageId, sender }: TrackedMessage): boolean {
  if (providerMessageId === null) return false;
  return messages.some(
    (each) =>
      each.provider_message_id === providerMessageId && isSameSender(partyFromJson(each.sender), sender),
  );
}
