import { ImposterError, type Lease, type NewMessage, type Store } from '@chat-imposter/core';
import {
  sampleDecision,
  sampleMessage,
  sampleMessages,
  samplePart,
  sampleReply,
  sampleTurn,
} from '@chat-imposter/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { trackedGroup, trackedMessage } from './testing/samples.ts';

/** Each collection that a write of a bot's state goes to after its commit, and the commit itself. */
const COLLECTIONS = [
  'leases',
  'queues',
  'chats',
  'messages',
  'turns',
  'baileys_sessions',
  'tracked_groups',
  'group_tracking_state',
  'tracked_group_periods',
  'tracked_messages',
] as const;

/** Does one of everything; gives back what was accepted. */
async function doAll(store: Store, lease: Lease): Promise<unknown> {
  const accepted = await store.messages.accept(lease, [
    sampleMessage(),
    sampleMessage({ providerMessageId: 'message-2' }),
  ]);
  await store.turns.plan(lease, [sampleTurn()]);
  await store.turns.decide(lease, [sampleDecision()]);
  const part = samplePart({ state: 'acked', attempts: 1 });
  await store.turns.advance(lease, [{ turnId: 'turn-1', index: 0, part, said: sampleReply(), isLast: true }]);
  await store.credentials('anna', 'provider', lease).set(new Map([['key', 'value']]));
  await store.tracking.track(lease, [trackedGroup()], 0);
  await store.tracking.record(lease, 'family', [trackedMessage('a', 5), trackedMessage('b', 15)]);
  await store.tracking.cut(lease, 'family', [10], 10);
  return accepted;
}

async function contentOf(store: Store): Promise<unknown> {
  const periods: unknown[] = [];
  for await (const period of store.tracking.periods('anna', 'family', {})) {
    periods.push({ ...period, periodId: 'id' });
  }
  return {
    queue: await store.messages.queue('anna'),
    conversation: await store.messages.conversation('anna', 'ann', { limit: 10, since: 0 }),
    chats: await store.messages.chats('anna'),
    turns: await store.turns.open('anna'),
    sentText: await store.turns.sentText('anna', 'reply-1'),
    credentials: await store.credentials('anna', 'provider').get(['key']),
    groups: await store.tracking.groups('anna'),
    periods,
  };
}

const FAULTS = [
  ['cut', 'before'],
  ['cut', 'after'],
  ['NotWritablePrimary', 'before'],
  ['InterruptedDueToReplStateChange', 'after'],
] as const;

/** More often than the driver tries by itself. */
const TIMES = { replica_set: 2, standalone: 1 } as const;

describe.concurrent.each(['replica_set', 'standalone'] as const)('a write to a %s', (topology) => {
  let expected: unknown;

  beforeAll(async () => {
    await withRig(async (rig) => {
      const { store, lease } = await rig.openWithLease();
      await doAll(store, lease);
      expected = await contentOf(store);
    });
  });

  async function withRig(work: (rig: MongoRig) => Promise<void>): Promise<void> {
    const rig = await MongoRig.start(topology);
    try {
      await work(rig);
    } finally {
      await rig.end();
    }
  }

  for (const [fault, moment] of FAULTS) {
    it.each(COLLECTIONS)(`is done once when ${fault} comes ${moment} the write of %s`, async (collection) => {
      await withRig(async (rig) => {
        const { store, lease } = await rig.openWithLease();
        const times = TIMES[topology];
        const options = { commands: ['update'], collection, moment, times };
        const scripted = fault === 'cut' ? rig.server.cut(options) : rig.server.fail(fault, options);
        expect(await doAll(store, lease)).toMatchObject([{ id: 1 }, { id: 2 }]);
        expect(scripted.hits).toBe(times);
        expect(await contentOf(store)).toEqual(expected);
      });
    });
  }
});

describe('a write whose commit nobody answers', () => {
  let rig: MongoRig;

  beforeEach(async () => {
    rig = await MongoRig.start();
  });

  afterEach(() => rig.end());

  async function codeOf(call: Promise<unknown>): Promise<string> {
    const [outcome] = await Promise.allSettled([call]);
    if (outcome.status === 'fulfilled') return 'ok';
    return ImposterError.is(outcome.reason) ? outcome.reason.code : String(outcome.reason);
  }

  /** Cuts every commit until it is released; what comes `after` is done on the server. */
  function cutCommits(moment: 'before' | 'after') {
    return rig.server.cut({ commands: ['update'], collection: 'leases', moment, times: Infinity });
  }

  it.each(['before', 'after'] as const)('is refused and not there, cut %s its effect', async (moment) => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    const fault = cutCommits(moment);
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
    fault.release();
    expect(await store.messages.queue('anna')).toEqual([]);
    // The same message is new: nobody was told that it was recorded.
    const accepted = await store.messages.accept(lease, [sampleMessage(), sampleMessage()]);
    expect(accepted).toMatchObject([{ id: 1 }, null]);
    expect(await store.messages.queue('anna')).toEqual([accepted[0]]);
  });

  it('is not there for the next lease of the same process either', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    const fault = cutCommits('after');
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
    fault.release();
    const newer = await leaseOf(store);
    expect(await store.messages.accept(newer, [sampleMessage()])).toMatchObject([{ id: 1 }]);
  });

  it.each(['before', 'after'] as const)(
    'is not there after the end of the process, cut %s',
    async (moment) => {
      const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
      const fault = cutCommits(moment);
      expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
      fault.release();
      await store.close();
      const next = await rig.openWithLease('next');
      expect(await next.store.messages.queue('anna')).toEqual([]);
    },
  );

  it('and that is refused takes no effect when it arrives late', async () => {
    const { store, lease } = await rig.openWithLease('owner', {
      retryForMs: 0,
      options: { socketTimeoutMS: 100, retryWrites: false },
    });
    const hold = rig.server.hold({ commands: ['update'], collection: 'leases' });
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
    // Changes nothing; but then it is certain that the one before has failed.
    await store.messages.settle(lease, []);
    hold.release();
    await rig.documents('leases');
    rig.advance(30_000);
    const next = await rig.openWithLease('next');
    expect(await next.store.messages.queue('anna')).toEqual([]);
    expect(await next.store.messages.accept(next.lease, [sampleMessage()])).toMatchObject([{ id: 1 }]);
  });

  it('does not come between those that follow when it arrives late', async () => {
    const { store, lease } = await rig.openWithLease('owner', {
      retryForMs: 0,
      options: { socketTimeoutMS: 100, retryWrites: false },
    });
    const hold = rig.server.hold({ commands: ['update'], collection: 'leases' });
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
    const other = sampleMessage({ providerMessageId: 'other' });
    expect(await store.messages.accept(lease, [other])).toMatchObject([{ id: 1 }]);
    hold.release();
    await rig.documents('leases');
    const third = sampleMessage({ providerMessageId: 'third' });
    expect(await store.messages.accept(lease, [third])).toMatchObject([{ id: 2 }]);
    const queue = await store.messages.queue('anna');
    expect(queue.map(({ providerMessageId }) => providerMessageId)).toEqual(['other', 'third']);
  });

  it('ends the session when another process has done what its callers were told to have failed', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    await store.tracking.track(lease, [trackedGroup()], 0);
    await store.tracking.cut(lease, 'family', [10], 10);
    const fault = cutCommits('after');
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('store_unavailable');
    fault.release();
    const other = await rig.open();
    expect(await other.tracking.deletePeriods('anna', 'family', {})).toBe(1);
    expect(await codeOf(store.messages.accept(lease, [sampleMessage()]))).toBe('fenced');
    expect(await store.leases.renew(lease)).toBe(false);
    const newer = await leaseOf(store);
    expect(await store.messages.accept(newer, [sampleMessage()])).toEqual([null]);
    expect(await store.leases.renew(newer)).toBe(true);
  });

  /** Holds timers of this delay back until they are fired by hand. */
  function heldTimer(delayMs: number): { fire: () => void } {
    const start = globalThis.setTimeout;
    const held: (() => void)[] = [];
    const spy = vi.spyOn(globalThis, 'setTimeout');
    spy.mockImplementation(((callback: () => void, delay?: number, ...more: []) => {
      if (delay !== delayMs) return start(callback, delay, ...more);
      held.push(callback);
      return start(() => {}, 0);
    }) as typeof setTimeout);
    return {
      fire() {
        spy.mockRestore();
        for (const callback of held) callback();
      },
    };
  }

  /** By the clock of the process that writes. */
  async function atAnotherTime(laterMs: number, act: () => Promise<void>): Promise<void> {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + laterMs });
    try {
      await act();
    } finally {
      vi.useRealTimers();
    }
  }

  it('that could not be applied is left to others after a long time', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    const fault = rig.server.cut({ commands: ['update'], collection: 'baileys_sessions', times: Infinity });
    await store.credentials('anna', 'provider', lease).set(new Map([['key', 'old']]));
    expect(await codeOf(store.messages.queue('anna'))).toBe('store_unavailable');
    fault.release();
    rig.advance(30_000);
    const next = await rig.openWithLease('next');
    const credentials = next.store.credentials('anna', 'provider', next.lease);
    await credentials.set(new Map([['key', null]]));
    rig.advance(8 * 24 * 60 * 60 * 1000);
    rig.server.removeExpired();
    await atAnotherTime(8 * 24 * 60 * 60 * 1000, async () => {
      expect(await store.credentials('anna', 'provider').get(['key'])).toEqual(new Map());
    });
    expect(await credentials.get(['key'])).toEqual(new Map());
  });

  it('that is committed and cannot be applied yet counts as done, and is there before all that follows', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    const fault = rig.server.cut({ commands: ['update'], collection: 'queues', times: Infinity });
    const [accepted] = await store.messages.accept(lease, [sampleMessage()]);
    expect(accepted?.id).toBe(1);
    expect(await codeOf(store.messages.queue('anna'))).toBe('store_unavailable');
    const [again, second] = await store.messages.accept(lease, sampleMessages(2));
    expect([again, second?.id]).toEqual([null, 2]);
    expect(await codeOf(store.messages.settle(lease, []))).toBe('store_unavailable');
    fault.release();
    expect(await store.messages.queue('anna')).toEqual([accepted, second]);
    expect(await store.messages.accept(lease, sampleMessages(2))).toEqual([null, null]);
  });

  it.each(['before', 'after'] as const)(
    'takes nothing with it that was committed earlier, cut %s',
    async (moment) => {
      const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
      const away = rig.server.cut({ commands: ['update'], collection: 'queues', times: Infinity });
      const [first, second] = sampleMessages(2);
      await store.messages.accept(lease, [first as NewMessage]);
      const fault = cutCommits(moment);
      expect(await codeOf(store.messages.accept(lease, [second as NewMessage]))).toBe('store_unavailable');
      fault.release();
      expect(await codeOf(store.messages.settle(lease, []))).toBe('store_unavailable');
      away.release();
      const { store: other } = await rig.openWithLease('owner');
      expect(await other.messages.queue('anna')).toMatchObject([{ providerMessageId: 'message-1' }]);
    },
  );

  it.each(['before', 'after'] as const)(
    'takes nothing with it that was committed long ago, cut %s',
    async (moment) => {
      const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
      const away = rig.server.cut({ commands: ['update'], collection: 'queues', times: Infinity });
      const [first, second] = sampleMessages(2);
      await store.messages.accept(lease, [first as NewMessage]);
      const fault = cutCommits(moment);
      expect(await codeOf(store.messages.accept(lease, [second as NewMessage]))).toBe('store_unavailable');
      fault.release();
      expect(await codeOf(store.messages.queue('anna'))).toBe('store_unavailable');
      away.release();
      await atAnotherTime(61_000, async () => {
        expect(await store.messages.queue('anna')).toMatchObject([{ providerMessageId: 'message-1' }]);
        await store.messages.accept(lease, [sampleMessage({ providerMessageId: 'message-3' })]);
        expect(await store.messages.queue('anna')).toHaveLength(2);
      });
    },
  );

  it('is not taken for that of others while it is under way, however long ago that was committed which it carries', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 0 });
    const [first, second] = sampleMessages(2);
    const applySoon = heldTimer(5);
    await store.messages.accept(lease, [first as NewMessage]);
    const hold = rig.server.hold({ commands: ['update'], collection: 'leases', moment: 'after' });
    const accepting = store.messages.accept(lease, [second as NewMessage]);
    await hold.met;
    const look = rig.server.hold({ commands: ['find'], collection: 'leases' });
    await atAnotherTime(61_000, async () => {
      applySoon.fire();
      await look.met;
      look.release();
      // What the head says has been seen when others have seen it.
      await rig.documents('leases');
      hold.release();
      await accepting;
      expect(await store.messages.queue('anna')).toHaveLength(2);
    });
  });

  it('that is committed and cannot be applied yet is followed by only so much', async () => {
    const { store, lease } = await rig.openWithLease('owner');
    const hold = rig.server.hold({ commands: ['update'], collection: 'queues', times: Infinity });
    const messages = sampleMessages(5, { content: 'x'.repeat(10_000) });
    for (const message of messages.slice(0, 4)) await store.messages.accept(lease, [message]);
    const fifth = store.messages.accept(lease, messages.slice(4));
    const seq = async () => (await rig.documents('leases'))[0]?.seq;
    const before = await seq();
    for (let look = 0; look < 20; look += 1) expect(await seq()).toBe(before);
    hold.release();
    expect(await fifth).toMatchObject([{ id: 5 }]);
    expect(await seq()).toBeGreaterThan(before);
    expect(await store.messages.queue('anna')).toHaveLength(5);
  });

  it('that is committed and not yet applied is known to the next ones, which are decided meanwhile', async () => {
    const { store, lease } = await rig.openWithLease('owner');
    const chat = { kind: 'direct', identifier: 'ann', alternateIdentifiers: [] } as const;
    const accept = (...ids: string[]) =>
      store.messages.accept(
        lease,
        ids.map((providerMessageId) => sampleMessage({ chat, providerMessageId })),
      );
    await accept('a', 'b');
    await store.messages.queue('anna');
    const hold = rig.server.hold({ commands: ['update'], collection: 'queues' });
    const [third] = await accept('c');
    await hold.met;
    await store.turns.decide(lease, [sampleDecision({ messageIds: [3, 1] })]);
    const accepting = accept('c', 'a', 'd');
    await accepting;
    hold.release();
    expect(third).toMatchObject({ id: 3 });
    expect(await accepting).toMatchObject([null, null, { id: 4 }]);
    const settled = [{ correspondentId: 'ann', ids: [1, 2, 3], state: 'cleared', reason: null }] as const;
    await store.messages.settle(lease, settled);
    const queue = await store.messages.queue('anna');
    expect(queue.map(({ id }) => id)).toEqual([4]);
    const said = await store.messages.conversation('anna', 'ann', { limit: 9, since: 0 });
    expect(said.map(({ providerMessageId, state }) => [providerMessageId, state])).toEqual([
      ['a', 'answered'],
      ['c', 'answered'],
    ]);
  });
});
