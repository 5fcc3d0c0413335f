import { ImposterError, type Lease, type Period, type Store } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID } from './store-subject.ts';
import { GROUP_ID, readAll, useTracking } from './tracking-subject.ts';

/** Every write that needs a lease, each of which would change something. */
const WRITES: Record<string, (store: Store, lease: Lease) => Promise<unknown>> = {
  track: ({ tracking }, lease) => tracking.track(lease, [], 50),
  record: ({ tracking }, lease) => tracking.record(lease, GROUP_ID, [sampleTrackedMessage('new', 5)]),
  cut: ({ tracking }, lease) => tracking.cut(lease, GROUP_ID, [40], 40),
  setDigest: ({ tracking }, lease) => tracking.setDigest(lease, GROUP_ID, 10, 'digest'),
};

async function contentOf({ tracking }: Store): Promise<unknown> {
  const periods = await readAll(tracking.periods(USER_ID, GROUP_ID, {}));
  return { groups: await tracking.groups(USER_ID), periods };
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const [outcome] = await Promise.allSettled([call]);
  return outcome.status === 'rejected' && ImposterError.is(outcome.reason) ? outcome.reason.code : undefined;
}

/** Who may write, when, and what callers can do to a store. */
export function testTrackingSafety(options: StoreConformanceOptions): void {
  describe('safety', () => {
    const subject = useTracking(options);
    let lease: Lease;

    beforeEach(async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('a', 5), sampleTrackedMessage('b', 15));
      await subject.cut(10);
      lease = await subject.stores.lease();
    });

    for (const [name, write] of Object.entries(WRITES)) {
      it(`lets ${name} write with the newest lease`, async () => {
        const before = await contentOf(subject.stores.store);
        await write(subject.stores.store, lease);
        expect(await contentOf(subject.stores.store)).not.toEqual(before);
      });

      it(`refuses ${name} with an older lease and changes nothing`, async () => {
        const before = await contentOf(subject.stores.store);
        await subject.stores.lease();
        expect(await codeOf(write(subject.stores.store, lease))).toBe('fenced');
        expect(await contentOf(subject.stores.store)).toEqual(before);
      });

      it(`refuses ${name} with a released lease and changes nothing`, async () => {
        const before = await contentOf(subject.stores.store);
        await subject.stores.store.leases.release(lease);
        expect(await codeOf(write(subject.stores.store, lease))).toBe('fenced');
        expect(await contentOf(subject.stores.store)).toEqual(before);
      });
    }

    it('refuses every call while the store is closed, by a rejection', async () => {
      const { store } = subject.stores;
      const begun = store.tracking.periods(USER_ID, GROUP_ID, {})[Symbol.asyncIterator]();
      await begun.next();
      await store.close();
      const calls = [
        ...Object.values(WRITES).map((write) => write(store, lease)),
        store.tracking.groups(USER_ID),
        store.tracking.deletePeriods(USER_ID, GROUP_ID, {}),
        store.tracking.periods(USER_ID, GROUP_ID, {})[Symbol.asyncIterator]().next(),
        begun.next(),
      ];
      for (const call of calls) expect(await codeOf(call)).toBe('closed');
    });

    it('keeps groups apart from what was passed and given', async () => {
      const given = sampleTrackedGroup(GROUP_ID, {
        group: sampleParty(GROUP_ID, { alternateIdentifiers: ['a'] }),
      });
      await subject.track([given]);
      spoilParty(given.group);
      const [read] = await subject.stores.store.tracking.groups(USER_ID);
      if (read) spoilParty(read.group);
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([
        { group: sampleParty(GROUP_ID, { alternateIdentifiers: ['a'] }) },
      ]);
    });

    it('keeps messages apart from what was passed and given', async () => {
      const sender = () => sampleParty('ann', { alternateIdentifiers: ['ann-lid'] });
      const given = sampleTrackedMessage('c', 25, { sender: sender() });
      await subject.record(given);
      spoilParty(given.sender);
      given.content = 'spoiled';
      await subject.cut(30);
      const kept = [sampleTrackedMessage('b', 15), sampleTrackedMessage('c', 25, { sender: sender() })];
      for (let reading = 0; reading < 2; reading += 1) {
        const [period] = await subject.periods({ last: 1 });
        expect(period?.messages).toEqual(kept.map((message) => ({ ...message, isLate: false })));
        for (const message of period?.messages ?? []) spoilParty(message.sender);
        const messages = period?.messages as Period['messages'][number][];
        if (messages[0]) messages[0].content = 'spoiled';
        messages.length = 1;
        Object.assign(period ?? {}, { start: 0, end: 0, digest: 'spoiled' });
      }
    });

    it('keeps nothing that a caller puts beside what a message is', async () => {
      await subject.record({ ...sampleTrackedMessage('c', 25), secret: 'secret', isLate: true } as never);
      await subject.cut(30);
      const [period] = await subject.periods({ last: 1 });
      expect(period?.messages[1]).toEqual({ ...sampleTrackedMessage('c', 25), isLate: false });
    });

    it('keeps one of several messages that are the same, and cuts a window once, when calls overlap', async () => {
      const { tracking } = subject.stores.store;
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          Promise.all([
            tracking.record(lease, GROUP_ID, [sampleTrackedMessage('same', 5)]),
            tracking.record(lease, GROUP_ID, [sampleTrackedMessage(`c${index}`, 25)]),
            tracking.cut(lease, GROUP_ID, [20], 20),
          ]),
        ),
      );
      await subject.cut(30);
      const [newest, , oldest] = await subject.periods();
      expect((await subject.periods()).map(({ start, end }) => [start, end])).toEqual([
        [20, 30],
        [10, 20],
        [0, 10],
      ]);
      expect(newest?.messages).toHaveLength(10);
      expect(oldest?.messages.map(({ content }) => content)).toEqual(['a', 'same']);
    });
  });
}

function spoilParty(party: { displayName: string; alternateIdentifiers: readonly string[] }): void {
  party.displayName = 'spoiled';
  (party.alternateIdentifiers as string[]).push('spoiled');
}
