import { createMemoryStore, type Lease, type Random, type Store } from '@chat-imposter/core';
import {
  createSeededRandom,
  sampleChat,
  sampleDecision,
  sampleMessage,
  samplePart,
} from '@chat-imposter/testing';
import { expect, it } from 'vitest';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { trackedGroup, trackedMessage } from './testing/samples.ts';

const STEPS = 60;
const CHATS = ['ann', 'bob', '9@lid'];

type Step = (store: Store, lease: Lease) => Promise<unknown>;

/** A step that changes something, mostly. */
function inventStep(random: Random, number: number): Step {
  const below = (limit: number) => Math.floor(random.fraction() * limit);
  const correspondentId = CHATS[below(CHATS.length)] as string;
  const ids = [1 + below(6), 1 + below(6)];
  const chat = sampleChat(correspondentId);
  const key = `key-${below(4)}`;
  const steps: Step[] = [
    ({ messages }, lease) =>
      messages.accept(lease, [
        sampleMessage({ chat, providerMessageId: `m-${below(12)}`, acceptedTime: number }),
        sampleMessage({ chat, providerMessageId: `m-${number}`, acceptedTime: number }),
      ]),
    ({ messages }, lease) =>
      messages.settle(lease, [{ correspondentId, ids, state: 'cleared', reason: String(number) }]),
    ({ messages }, lease) => messages.merge(lease, '9@lid', sampleChat('ann')),
    ({ messages }, lease) =>
      messages.revise(lease, [
        {
          correspondentId,
          senderIds: [],
          source: 'user',
          providerMessageId: `m-${below(12)}`,
          content: null,
        },
      ]),
    ({ turns }, lease) => {
      const parts = [samplePart({ messageId: `reply-${number}`, text: String(number) })];
      return turns.decide(lease, [
        sampleDecision({ turnId: `turn-${below(3)}`, correspondentId, messageIds: ids, parts }),
      ]);
    },
    (store, lease) =>
      store.credentials('anna', 'provider', lease).set(
        new Map([
          [key, below(2) === 0 ? null : String(number)],
          ['last', String(number)],
        ]),
      ),
    ({ tracking }, lease) => tracking.record(lease, 'family', [trackedMessage(`t-${below(20)}`, number)]),
    ({ tracking }, lease) => tracking.cut(lease, 'family', [number], number),
    ({ tracking }) => tracking.deletePeriods('anna', 'family', { last: 1 }),
  ];
  return steps[below(steps.length)] as Step;
}

async function contentOf(store: Store): Promise<unknown> {
  const wanted = { limit: 100, since: 0 };
  const periods: unknown[] = [];
  for await (const { periodId: _, ...period } of store.tracking.periods('anna', 'family', {}))
    periods.push(period);
  return {
    queue: await store.messages.queue('anna'),
    conversations: await Promise.all(CHATS.map((id) => store.messages.conversation('anna', id, wanted))),
    chats: await store.messages.chats('anna'),
    turns: await store.turns.open('anna'),
    credentials: await store
      .credentials('anna', 'provider')
      .get(['key-0', 'key-1', 'key-2', 'key-3', 'last']),
    groups: await store.tracking.groups('anna'),
    periods,
  };
}

/** Cuts one of the next commands, or lets it fail, before its effect or after it. */
function addFault(rig: MongoRig, random: Random): void {
  const commands = ['update', 'update', 'update', 'find', 'findAndModify'];
  const command = commands[Math.floor(random.fraction() * commands.length)] as string;
  let skipped = Math.floor(random.fraction() * 4);
  const options = {
    commands: [command],
    moment: random.fraction() < 0.5 ? 'before' : 'after',
    times: 1 + Math.floor(random.fraction() * 2),
    when: () => skipped-- <= 0,
  } as const;
  if (random.fraction() < 0.5) rig.server.cut(options);
  else rig.server.fail('InterruptedDueToReplStateChange', options);
}

it.concurrent.each([1, 2, 3, 4])(
  'whatever fails in between, a MongoDB store says and holds what the memory store does (seed %i)',
  { timeout: 120_000 },
  async (seed) => {
    const random = createSeededRandom(seed);
    const rig = await MongoRig.start(seed % 2 === 0 ? 'standalone' : 'replica_set');
    const model = createMemoryStore();
    await model.open();
    try {
      const stores = [await rig.open({ retryForMs: 60_000 }), await rig.open({ retryForMs: 60_000 })];
      let store = stores[0] as Store;
      const leases = { store: await leaseOf(store), model: await leaseOf(model) };
      await store.tracking.track(leases.store, [trackedGroup()], 0);
      await model.tracking.track(leases.model, [trackedGroup()], 0);
      for (let number = 1; number <= STEPS; number += 1) {
        if (random.fraction() < 0.3) addFault(rig, random);
        if (random.fraction() < 0.1) {
          store = stores[number % 2] as Store;
          leases.store = await leaseOf(store);
        }
        const stepSeed = Math.floor(random.fraction() * 2 ** 31);
        const told = await inventStep(createSeededRandom(stepSeed), number)(store, leases.store);
        const expected = await inventStep(createSeededRandom(stepSeed), number)(model, leases.model);
        expect(told, `step ${number}`).toEqual(expected);
        if (number % 10 === 0)
          expect(await contentOf(store), `step ${number}`).toEqual(await contentOf(model));
      }
    } finally {
      await rig.end();
      await model.close();
    }
  },
);
