import { ImposterError, type Lease, type Store } from '@chat-imposter/core';
import {
  sampleChat,
  sampleDecision,
  sampleMessage,
  sampleMessages,
  sampleTurn,
} from '@chat-imposter/testing';
import { BSON, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMongoStore } from './mongo-store.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { ObservingClient } from './testing/observed-commands.ts';

describe('writes of a bot', () => {
  let rig: MongoRig;
  let observer: ObservingClient;
  let store: Store;
  let lease: Lease;

  beforeEach(async () => {
    rig = await MongoRig.start();
    observer = new ObservingClient(rig.server.url);
    store = createMongoStore({ client: observer.client });
    await store.open();
    lease = await leaseOf(store);
    observer.commands.length = 0;
  });

  afterEach(async () => {
    await store.close();
    await observer.client.close();
    await rig.end();
  });

  /** The commits since the test began. */
  function commits(): Document[] {
    return observer.updatesOf('leases').filter(({ u }) => u.$set?.pending);
  }

  it('that are asked for together are committed once, in order', async () => {
    const messages = sampleMessages(50);
    const outcomes = await Promise.all(messages.map((message) => store.messages.accept(lease, [message])));
    expect(outcomes.flat().map((message) => message?.id)).toEqual(messages.map((_, index) => index + 1));
    expect(commits()).toHaveLength(1);
  });

  it('that are asked for while others are committed go together after them', async () => {
    const [one, ...others] = sampleMessages(20);
    const hold = rig.server.hold({ commands: ['update'], collection: 'leases' });
    const first = store.messages.accept(lease, [one as never]);
    await hold.met;
    const rest = others.map((message) => store.messages.accept(lease, [message]));
    hold.release();
    await Promise.all([first, ...rest]);
    expect(commits()).toHaveLength(2);
  });

  it('ask only what cannot be known from those before', async () => {
    const finds = () => observer.commands.flatMap(({ find }) => (find === undefined ? [] : [String(find)]));
    await store.messages.accept(lease, [sampleMessage()]);
    await store.turns.plan(lease, [sampleTurn()]);
    observer.commands.length = 0;
    await store.messages.accept(lease, [sampleMessage({ providerMessageId: 'another' })]);
    // Whether it was recorded before.
    expect(finds().sort()).toEqual(['messages', 'queues']);
    observer.commands.length = 0;
    await store.turns.plan(lease, [sampleTurn({ turnId: 'another', messageIds: [2] })]);
    await store.turns.decide(lease, [sampleDecision()]);
    await store.messages.settle(lease, [
      { correspondentId: 'ann', ids: [2], state: 'cleared', reason: null },
    ]);
    expect(finds()).toEqual([]);
    expect(await store.messages.queue('anna')).toEqual([]);
  });

  it('ask together, however many they are', async () => {
    const chats = Array.from({ length: 16 }, (_, index) => sampleChat(`contact-${index}`));
    const write = (providerMessageId: string) =>
      Promise.all(
        chats.map((chat) => store.messages.accept(lease, [sampleMessage({ chat, providerMessageId })])),
      );
    await write('one');
    observer.commands.length = 0;
    await write('two');
    expect(observer.commands.filter(({ find }) => find !== undefined)).toHaveLength(2);
    expect(await store.messages.queue('anna')).toHaveLength(32);
  });

  it('that change nothing commit nothing', async () => {
    await store.messages.accept(lease, [sampleMessage()]);
    await store.messages.accept(lease, [sampleMessage()]);
    await store.messages.settle(lease, [
      { correspondentId: 'ann', ids: [7], state: 'cleared', reason: null },
    ]);
    expect(commits()).toHaveLength(1);
  });

  it('fail alone when they are refused', async () => {
    const [one, two] = sampleMessages(2);
    const broken = sampleMessage({ providerMessageId: 'broken', chat: null as never });
    const outcomes = await Promise.allSettled([
      store.messages.accept(lease, [one as never]),
      store.messages.accept({ ...lease, fence: lease.fence + 1 }, [two as never]),
      store.messages.accept(lease, [sampleMessage({ providerMessageId: 'half' }), broken]),
      store.messages.accept(lease, [two as never]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    const [, fenced, defect] = outcomes.map((outcome) => 'reason' in outcome && outcome.reason);
    expect(ImposterError.is(fenced) && fenced.code).toBe('fenced');
    expect(defect).toBeInstanceOf(TypeError);
    expect((await store.messages.queue('anna')).map(({ id, content }) => [id, content])).toEqual([
      [1, 'text 1'],
      [2, 'text 2'],
    ]);
  });

  it('stay far below the 16 MB that a document may have', async () => {
    const content = 'x'.repeat(64 * 1024);
    const messages = sampleMessages(200, { content });
    await Promise.all(messages.map((message) => store.messages.accept(lease, [message])));
    const sizes = observer.updatesOf('leases').map((update) => BSON.calculateObjectSize(update));
    expect(Math.max(...sizes)).toBeLessThan(5 * 1024 * 1024);
    expect(observer.updatesOf('commit_parts')).toEqual([]);
    expect(await store.messages.queue('anna')).toHaveLength(200);
  });

  it('that are larger than a document are committed at once all the same', async () => {
    const value = 'x'.repeat(64 * 1024);
    const entries = new Map(Array.from({ length: 400 }, (_, index) => [`key-${index}`, value]));
    const credentials = store.credentials('anna', 'provider', lease);
    await credentials.set(entries);
    expect(commits()).toHaveLength(1);
    expect((await credentials.get([...entries.keys()])).size).toBe(400);
    expect(await rig.documents('commit_parts')).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'that are larger than a document are committed once when cuts come %s each of their steps',
    async (moment) => {
      const value = 'x'.repeat(64 * 1024);
      const entries = new Map(Array.from({ length: 100 }, (_, index) => [`key-${index}`, value]));
      for (const command of ['update', 'delete']) {
        rig.server.cut({ commands: [command], collection: 'commit_parts', moment, times: 2 });
      }
      const credentials = store.credentials('anna', 'provider', lease);
      await credentials.set(entries);
      expect(await credentials.get([...entries.keys()])).toEqual(entries);
      expect(await rig.documents('commit_parts')).toEqual([]);
    },
  );

  it('that are larger than a document are finished by the next process, or never happened', async () => {
    const value = 'x'.repeat(64 * 1024);
    const entries = new Map(Array.from({ length: 100 }, (_, index) => [`key-${index}`, value]));
    for (const isCommitted of [false, true]) {
      const collection = isCommitted ? 'baileys_sessions' : 'leases';
      const hold = rig.server.hold({ commands: ['update'], collection });
      const setting = store
        .credentials('anna', 'provider', lease)
        .set(entries)
        .catch(() => undefined);
      await hold.met;
      rig.advance(30_000);
      const next = await rig.openWithLease('next');
      const found = await next.store.credentials('anna', 'provider').get([...entries.keys()]);
      expect(found.size).toBe(isCommitted ? 100 : 0);
      hold.release();
      await setting;
      expect(await rig.documents('commit_parts')).toEqual([]);
      await next.store.close();
      lease = await leaseOf(store);
    }
  });
});
