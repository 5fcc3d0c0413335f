import type { Lease, Store } from '@chat-imposter/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Child, startChild } from './testing/children/start-child.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';

const ROUNDS = 4;

describe('a process that writes', { timeout: 60_000 }, () => {
  let rig: MongoRig;
  let store: Store;
  let child: Child | null;

  beforeEach(async () => {
    rig = await MongoRig.start();
    store = await rig.open();
    child = null;
  });

  afterEach(async () => {
    await child?.kill();
    await rig.end();
  });

  /** Starts a writer, and waits until it has done some rounds; each time some more. */
  async function startWriter(round: number): Promise<{ child: Child; lastRound: number }> {
    const started = startChild('writer.ts', [rig.server.url]);
    child = started;
    let lastRound = 0;
    for (let count = 0; count < 5 + 3 * round; count += 1) lastRound = Number(await started.nextLine());
    return { child: started, lastRound };
  }

  async function takeOver(): Promise<Lease> {
    rig.advance(30_000);
    return leaseOf(store, 'next');
  }

  it('leaves all that it was told to be stored, once, to the next one when it is killed', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = await startWriter(round);
      const rest = await writer.child.kill();
      const told = Number(rest.at(-1) ?? writer.lastRound);
      await store.leases.release(await takeOver());
      const queue = await store.messages.queue('anna');
      expect(queue.map(({ id }) => id)).toEqual(queue.map((_, index) => index + 1));
      expect(queue.map(({ providerMessageId }) => providerMessageId)).toEqual(
        queue.map((_, index) => `message-${index + 1}`),
      );
      expect([told, told + 1]).toContain(queue.length);
      const counted = (await store.credentials('anna', 'provider').get(['rounds'])).get('rounds');
      expect([told, told + 1]).toContain(Number(counted));
      // A message that nobody was told of would not be new to the next writer.
      if (queue.length > Number(counted)) await count(queue.length);
    }
  });

  it('is refused when it wakes up after another one has taken over, and changes nothing', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = await startWriter(round);
      writer.child.pause();
      const lease = await takeOver();
      const queued = await store.messages.queue('anna');
      const ids = queued.map(({ id }) => id ?? 0);
      await store.messages.settle(lease, [{ correspondentId: 'ann', ids, state: 'cleared', reason: null }]);
      const credentials = store.credentials('anna', 'provider', lease);
      await credentials.set(new Map([['rounds', null]]));
      writer.child.resume();
      expect((await writer.child.rest()).at(-1)).toBe('fenced');
      expect(await store.messages.queue('anna')).toEqual([]);
      expect(await credentials.get(['rounds'])).toEqual(new Map());
      await store.leases.release(lease);
      await count(ids.at(-1) ?? 0);
    }
  });

  /** Lets the next writer begin after a round. */
  async function count(round: number): Promise<void> {
    const lease = await leaseOf(store, 'next');
    await store.credentials('anna', 'provider', lease).set(new Map([['rounds', String(round)]]));
    await store.leases.release(lease);
  }
});
