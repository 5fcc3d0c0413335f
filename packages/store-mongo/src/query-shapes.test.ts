import type { Lease, Store } from '@chat-imposter/core';
import { sampleDecision, sampleGroup, sampleMessage, sampleReply, sampleTurn } from '@chat-imposter/testing';
import type { Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INDEXES } from './collections.ts';
import { createMongoStore } from './mongo-store.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { ObservingClient } from './testing/observed-commands.ts';
import { trackedGroup, trackedMessage } from './testing/samples.ts';

/** Reads of collections that have a document for each bot or process, all of which are wanted. */
const ALL_OF_SMALL = ['configurations', 'leases', 'processes'];

type Scan = { collection: string; filter: Document; sort: Document };

/**
 * Whether an index leads straight to what is wanted: it begins with all fields that have a value, then come those that are
 * sorted by, in its order. What else is asked for is looked at in what was found so.
 */
function isServed({ collection, filter, sort }: Scan): boolean {
  const given = Object.keys(filter).filter((field) => !field.startsWith('$') && isValue(filter[field]));
  const indexes = [{ _id: 1 }, ...(INDEXES[collection as never] as Document[][]).map(([keys]) => keys)];
  return indexes.some((keys) => {
    const fields = Object.keys(keys as object);
    const first = fields.slice(0, given.length);
    if (given.length === 0 && !isRange(filter[fields[0] ?? ''])) return false;
    return given.every((field) => first.includes(field)) && isInOrder(Object.keys(sort), fields);
  });
}

function isInOrder(sorted: string[], fields: string[]): boolean {
  return sorted.every((field, index) => field === fields[index]);
}

function isValue(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return true;
  return !Object.keys(condition).some((name) => name.startsWith('$') && name !== '$in');
}

function isRange(condition: unknown): boolean {
  return typeof condition === 'object' && condition !== null && ('$gt' in condition || '$gte' in condition);
}

describe('the MongoDB store', () => {
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
  });

  afterEach(async () => {
    await store.close();
    await observer.client.close();
    await rig.end();
  });

  async function doEverything(): Promise<void> {
    const family = sampleGroup();
    const lid = { kind: 'direct', identifier: '9@lid', alternateIdentifiers: [] } as const;
    await store.messages.accept(lease, [
      sampleMessage(),
      sampleMessage({ chat: family }),
      sampleMessage({ chat: lid, providerMessageId: 'other' }),
      sampleMessage({ origin: 'history', providerMessageId: 'old', state: 'said' }),
    ]);
    await store.messages.accept(lease, [sampleMessage(), sampleMessage({ providerMessageId: 'old' })]);
    await store.messages.remember(lease, [family]);
    const ofAnn = { correspondentId: 'ann', senderIds: [], source: 'user' } as const;
    await store.messages.revise(lease, [{ ...ofAnn, providerMessageId: 'old', content: 'new' }]);
    await store.turns.plan(lease, [sampleTurn()]);
    await store.turns.decide(lease, [sampleDecision()]);
    await store.turns.park(lease, 'turn-1', 'poison');
    await store.messages.accept(lease, [sampleReply()]);
    await store.messages.merge(lease, '9@lid', {
      kind: 'direct',
      identifier: 'ann',
      alternateIdentifiers: [],
    });
    await store.messages.queue('anna');
    await store.messages.conversation('anna', 'ann', { limit: 10, since: 0 });
    for (const more of [{}, { correspondentId: 'ann' }, { incomingOnly: true }]) {
      const first = { incomingOnly: false, before: null, limit: 1, ...more };
      const { next } = await store.messages.history('anna', first);
      await store.messages.history('anna', { ...first, before: next });
    }
    await store.messages.chats('anna');
    await store.turns.open('anna');
    await store.turns.sentText('anna', 'reply-1');
    for await (const each of store.turns.usage('anna', { from: 0, until: 1e15 })) expect(each).toBeDefined();
    await store.retention.reduce({ textsBefore: 1e15, idsBefore: 0 }, 100);
    await store.retention.reduce({ textsBefore: 1e15, idsBefore: 1e15 }, 100);
    const credentials = store.credentials('anna', 'whatsAppBaileyes', lease);
    await credentials.set(
      new Map([
        ['creds', '{}'],
        ['gone', null],
      ]),
    );
    await credentials.get(['creds', 'gone']);
    await credentials.clear();
    await store.tracking.track(lease, [trackedGroup(), trackedGroup('zoo')], 0);
    await store.tracking.record(lease, 'family', [trackedMessage('a', 5), trackedMessage('b', 15)]);
    await store.tracking.cut(lease, 'family', [10, 20], 10);
    await store.tracking.record(lease, 'family', [trackedMessage('late', 6)]);
    await store.tracking.setDigest(lease, 'family', 10, 'digest');
    await store.tracking.groups('anna');
    for await (const period of store.tracking.periods('anna', 'family', { last: 60 }))
      expect(period).toBeDefined();
    await store.tracking.deletePeriods('anna', 'family', { last: 1 });
    await store.tracking.track(lease, [], 30);
    await store.messages.accept(lease, [sampleMessage({ providerMessageId: 'to go' })]);
    while ((await store.retention.eraseBot(lease, 100)) > 0);
    await store.configurations.save('anna', {});
    await store.configurations.get('anna');
    await store.configurations.delete('anna');
    const newest = await leaseOf(store);
    const { processes } = store;
    await processes?.announce('owner');
    await processes?.present();
    await processes?.publish(newest, 'notice');
    await processes?.holder('anna');
    const id = (await processes?.ask('owner', 'request')) ?? '';
    await processes?.takeRequests('owner');
    await processes?.answer(id, 'answer');
    await processes?.answerTo(id);
    await processes?.withdraw('owner');
  }

  /** What was looked for, to be read or to be changed. */
  function scans(): Scan[] {
    return observer.commands.flatMap((command) => {
      const collection = command.find ?? command.findAndModify ?? command.update ?? command.delete;
      const filters: Document[] = command.find
        ? [command.filter]
        : [command.query, ...[...(command.updates ?? []), ...(command.deletes ?? [])].map(({ q }) => q)];
      const wanted = filters.filter((filter) => filter !== undefined);
      return wanted.map((filter) => ({ collection, filter, sort: command.sort ?? {} }));
    });
  }

  it('finds by an index whatever it reads or changes, and sorts nothing itself', async () => {
    observer.commands.length = 0;
    await doEverything();
    const all = scans().filter(({ collection }) => !ALL_OF_SMALL.includes(collection));
    const seen = new Set(all.map(({ collection }) => collection));
    expect([...seen].sort()).toEqual(
      Object.keys(INDEXES)
        .filter((name) => !ALL_OF_SMALL.includes(name))
        .sort(),
    );
    expect(all.filter((scan) => !isServed(scan))).toEqual([]);
  });

  it('has these indexes, and opens a database that has them', async () => {
    const again = createMongoStore({ client: observer.client });
    await again.open();
    const database = observer.client.db('chat_manager');
    for (const [name, indexes] of Object.entries(INDEXES)) {
      const found = await database
        .collection(name)
        .indexes()
        .catch(() => []);
      const keys = found.map(({ key }) => key);
      for (const [wanted] of indexes) expect(keys).toContainEqual(wanted);
      expect(keys).toHaveLength(name === 'leases' ? keys.length : indexes.length + 1);
    }
  });
});

describe('isServed', () => {
  it.each([
    [{ collection: 'chats', filter: { user_id: 'a', identifier: 'b' }, sort: {} }, true],
    [{ collection: 'chats', filter: { identifier: 'b' }, sort: {} }, false],
    [{ collection: 'queues', filter: { user_id: 'a' }, sort: { user_id: 1, correspondent_id: 1 } }, true],
    [{ collection: 'queues', filter: { user_id: 'a' }, sort: { id: 1 } }, false],
    [{ collection: 'chats', filter: { user_id: 'a', push_name: { $in: ['b'] } }, sort: {} }, false],
    [{ collection: 'messages', filter: {}, sort: {} }, false],
  ])('%j: %j', (scan, expected) => {
    expect(isServed(scan)).toBe(expected);
  });
});
