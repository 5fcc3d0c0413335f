import { setImmediate } from 'node:timers/promises';
import { ImposterError, type Lease, type Store } from '@chat-imposter/core';
import { sampleDecision, sampleMessage, sampleMessages, sampleReply } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { trackedGroup, trackedMessage } from './testing/samples.ts';

async function codeOf(call: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([call]);
  if (outcome.status === 'fulfilled') return 'ok';
  return ImposterError.is(outcome.reason) ? outcome.reason.code : String(outcome.reason);
}

describe('two processes with one database', () => {
  let rig: MongoRig;
  let first: Store;
  let second: Store;

  beforeEach(async () => {
    rig = await MongoRig.start();
    [first, second] = [await rig.open(), await rig.open()];
  });

  afterEach(() => rig.end());

  it('forget what they knew of a bot that the other one had meanwhile', async () => {
    const settled = (state: 'answered' | 'cleared') =>
      [{ correspondentId: 'ann', ids: [1], state, reason: null }] as const;
    await first.messages.accept(await leaseOf(first, 'first'), [sampleMessage()]);
    rig.advance(30_000);
    const theirs = await leaseOf(second, 'second');
    await second.messages.settle(theirs, settled('answered'));
    await second.leases.release(theirs);
    const lease = await leaseOf(first, 'first');
    await first.messages.settle(lease, settled('cleared'));
    const said = await first.messages.conversation('anna', 'ann', { limit: 9, since: 0 });
    expect(said.map(({ state }) => state)).toEqual(['answered']);
  });

  it('share a bot only one after the other', async () => {
    const lease = await leaseOf(first, 'first');
    expect(await second.leases.acquire('anna', 'second')).toBeNull();
    rig.advance(29_999);
    expect(await second.leases.acquire('anna', 'second')).toBeNull();
    expect(await first.leases.renew(lease)).toBe(true);
    rig.advance(29_999);
    expect(await second.leases.acquire('anna', 'second')).toBeNull();
    rig.advance(1);
    const next = await second.leases.acquire('anna', 'second');
    expect(next?.fence).toBeGreaterThan(lease.fence);
    expect(await first.leases.renew(lease)).toBe(false);
    expect(await codeOf(first.messages.accept(lease, [sampleMessage()]))).toBe('fenced');
    expect(await codeOf(first.messages.settle(lease, []))).toBe('fenced');
    expect(await second.messages.queue('anna')).toEqual([]);
  });

  it('refuse a void lease also where nothing would change', async () => {
    const lease = await leaseOf(first, 'first');
    rig.advance(30_000);
    await leaseOf(second, 'second');
    expect(await codeOf(first.messages.settle(lease, []))).toBe('fenced');
  });

  it('keep a lease that has expired for as long as nobody takes it', async () => {
    const lease = await leaseOf(first, 'first');
    rig.advance(100_000);
    expect(await codeOf(first.messages.accept(lease, [sampleMessage()]))).toBe('ok');
    expect(await first.leases.renew(lease)).toBe(true);
    expect(await second.leases.acquire('anna', 'second')).toBeNull();
  });

  it('show each other what is stored', async () => {
    const lease = await leaseOf(first, 'first');
    const accepted = await first.messages.accept(lease, sampleMessages(3));
    expect(await first.messages.queue('anna')).toEqual(accepted);
    expect(await second.messages.queue('anna')).toEqual(accepted);
  });

  it('give their leases back when they are closed', async () => {
    await leaseOf(first, 'first');
    await first.close();
    expect(await second.leases.acquire('anna', 'second')).not.toBeNull();
  });

  it('delete periods of a bot that the other one runs', async () => {
    const lease = await leaseOf(first, 'first');
    await first.tracking.track(lease, [trackedGroup()], 0);
    await first.tracking.record(lease, 'family', [trackedMessage('a', 5), trackedMessage('b', 15)]);
    await first.tracking.cut(lease, 'family', [10], 10);
    const [deleted] = await Promise.all([
      second.tracking.deletePeriods('anna', 'family', {}),
      ...sampleMessages(20).map((message) => first.messages.accept(lease, [message])),
    ]);
    expect(deleted).toBe(1);
    await first.tracking.record(lease, 'family', [trackedMessage('a', 16), trackedMessage('b', 17)]);
    await first.tracking.cut(lease, 'family', [20], 20);
    const messages: string[] = [];
    for await (const period of second.tracking.periods('anna', 'family', {})) {
      messages.push(...period.messages.map(({ content }) => content));
    }
    expect(messages).toEqual(['b', 'a']);
    expect(await first.messages.queue('anna')).toHaveLength(20);
  });
});

describe('a process that is left behind after its commit', () => {
  let rig: MongoRig;
  let late: Store;
  let lease: Lease;
  let next: Store;

  beforeEach(async () => {
    rig = await MongoRig.start();
    [late, next] = [await rig.open(), await rig.open()];
    lease = await leaseOf(late, 'late');
  });

  afterEach(() => rig.end());

  /** The other process, which takes over once the lease has expired. */
  async function takeOver(): Promise<{ store: Store; lease: Lease }> {
    rig.advance(30_000);
    return { store: next, lease: await leaseOf(next, 'next') };
  }

  /** Holds the next write of the collection, which is that of the process that is left behind. */
  function holdOne(collection: string) {
    return rig.server.hold({ commands: ['update'], collection });
  }

  it('is followed by one that first does what was committed', async () => {
    const hold = holdOne('queues');
    const accepting = late.messages.accept(lease, sampleMessages(2));
    await hold.met;
    const { store, lease: newer } = await takeOver();
    const queue = await store.messages.queue('anna');
    expect(queue.map(({ id, content }) => [id, content])).toEqual([
      [1, 'text 1'],
      [2, 'text 2'],
    ]);
    expect(await store.messages.accept(newer, sampleMessages(3))).toMatchObject([null, null, { id: 3 }]);
    hold.release();
    expect(await accepting).toEqual(queue);
    expect(await codeOf(late.messages.accept(lease, sampleMessages(4)))).toBe('fenced');
    expect(await store.messages.queue('anna')).toHaveLength(3);
  });

  it('changes nothing that was done after it', async () => {
    const [queued] = await late.messages.accept(lease, [sampleMessage()]);
    await late.messages.queue('anna');
    const hold = holdOne('queues');
    const settling = late.messages.settle(lease, [
      { correspondentId: 'ann', ids: [queued?.id ?? 0], state: 'collected', reason: 'late' },
    ]);
    await hold.met;
    const { store, lease: newer } = await takeOver();
    const settlement = { correspondentId: 'ann', ids: [1], state: 'collected', reason: 'newer' } as const;
    await store.messages.settle(newer, [settlement]);
    hold.release();
    await settling;
    expect(await store.messages.queue('anna')).toMatchObject([{ reason: 'newer' }]);
  });

  it('brings nothing back that was deleted after it', async () => {
    const credentials = late.credentials('anna', 'provider', lease);
    const hold = holdOne('baileys_sessions');
    const setting = credentials.set(new Map([['key', 'late']]));
    await hold.met;
    const { store, lease: newer } = await takeOver();
    const theirs = store.credentials('anna', 'provider', newer);
    expect(await theirs.get(['key'])).toEqual(new Map([['key', 'late']]));
    await theirs.set(new Map([['key', null]]));
    hold.release();
    await setting;
    expect(await theirs.get(['key'])).toEqual(new Map());
    await theirs.set(new Map([['key', 'again']]));
    expect(await theirs.get(['key'])).toEqual(new Map([['key', 'again']]));
  });

  it('brings no message back that was answered after it', async () => {
    const hold = holdOne('queues');
    const accepting = late.messages.accept(lease, [sampleMessage()]);
    await hold.met;
    const { store, lease: newer } = await takeOver();
    const settlement = { correspondentId: 'ann', ids: [1], state: 'answered', reason: null } as const;
    await store.messages.settle(newer, [settlement]);
    hold.release();
    await accepting;
    expect(await store.messages.queue('anna')).toEqual([]);
    expect(await store.messages.conversation('anna', 'ann', { limit: 9, since: 0 })).toHaveLength(1);
  });

  it('brings no message back that was answered before it was applied at all', async () => {
    const first = await rig.open({ retryForMs: 0 });
    rig.advance(30_000);
    const theirs = await leaseOf(first, 'first');
    const hold = holdOne('queues');
    await first.messages.accept(theirs, [sampleMessage()]);
    await hold.met;
    await first.turns.decide(theirs, [sampleDecision({ messageIds: [1] })]);
    const { store } = await takeOver();
    expect(await store.messages.queue('anna')).toEqual([]);
    hold.release();
    // What was held has its effect at once, and nothing that follows on its answer.
    await setImmediate();
    rig.server.cut({ commands: ['update'], collection: 'queues', times: Infinity });
    expect(await codeOf(first.messages.queue('anna'))).toBe('store_unavailable');
    expect(await store.messages.queue('anna')).toEqual([]);
    expect(await store.messages.conversation('anna', 'ann', { limit: 9, since: 0 })).toHaveLength(1);
  });

  it('brings no deleted period back, and none of its messages', async () => {
    await late.tracking.track(lease, [trackedGroup()], 0);
    await late.tracking.record(lease, 'family', [trackedMessage('a', 5)]);
    await late.tracking.cut(lease, 'family', [10], 10);
    const hold = holdOne('tracked_messages');
    const recording = late.tracking.record(lease, 'family', [trackedMessage('b', 6)]);
    await hold.met;
    const { store, lease: newer } = await takeOver();
    expect(await store.tracking.deletePeriods('anna', 'family', {})).toBe(1);
    hold.release();
    await recording;
    await store.tracking.record(newer, 'family', [trackedMessage('b', 16)]);
    await store.tracking.cut(newer, 'family', [20], 20);
    for await (const period of store.tracking.periods('anna', 'family', {})) {
      expect(period.messages.map(({ content }) => content)).toEqual(['b']);
    }
  });

  it('is followed by one that moves messages once', async () => {
    const both = [
      sampleReply({ chat: { kind: 'direct', identifier: '9@lid', alternateIdentifiers: [] } }),
      sampleReply({ providerMessageId: 'reply-2' }),
      ...sampleMessages(2),
      ...sampleMessages(2, { chat: { kind: 'direct', identifier: '9@lid', alternateIdentifiers: [] } }).map(
        (message) => ({ ...message, providerMessageId: `lid ${message.providerMessageId}` }),
      ),
    ];
    await late.messages.accept(lease, both);
    await late.messages.queue('anna');
    const hold = holdOne('messages');
    const ann = { kind: 'direct', identifier: 'ann', alternateIdentifiers: ['9@lid'] } as const;
    const merging = late.messages.merge(lease, '9@lid', ann);
    await hold.met;
    const { store } = await takeOver();
    const queue = await store.messages.queue('anna');
    expect(queue.map(({ id, correspondentId }) => [id, correspondentId])).toEqual([
      [1, 'ann'],
      [2, 'ann'],
      [3, 'ann'],
      [4, 'ann'],
    ]);
    hold.release();
    expect(await merging).toEqual(queue);
    expect(await store.messages.queue('anna')).toEqual(queue);
    expect(await store.messages.chats('anna')).toEqual([ann]);
    expect(await store.messages.conversation('anna', 'ann', { limit: 9, since: 0 })).toHaveLength(2);
  });

  it('leaves what it committed to whoever opens the database next, lease or not', async () => {
    const hold = holdOne('queues');
    const accepting = late.messages.accept(lease, [sampleMessage()]);
    await hold.met;
    rig.advance(30_000);
    const reader = await rig.open();
    expect(await reader.messages.queue('anna')).toHaveLength(1);
    hold.release();
    await accepting;
  });
});
