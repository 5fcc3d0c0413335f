import type { Lease, NewMessage, Store } from '@chat-imposter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage } from '../sample-messages.ts';
import { sampleDecision, samplePart } from '../sample-turns.ts';
import { pagesOf } from './history-pages.ts';
import { MessageModel, viewOf } from './message-model.ts';
import type { StoreConformanceOptions } from './options.ts';
import { useStore } from './store-subject.ts';

const PEOPLE = ['ann', 'bob', 'new'];
const CHATS = [sampleChat('ann'), sampleChat('bob'), sampleGroup('family')];
const DEFAULT_RUNS = 50;

/** Does the same to the store and to the model, and gives what each of them answered. */
type Step = (store: Store, lease: Lease, model: MessageModel) => Promise<{ store: unknown; model: unknown }>;

const message: fc.Arbitrary<NewMessage> = fc
  .record({
    chat: fc.constantFrom(...CHATS),
    sender: fc.constantFrom('x', 'y'),
    providerMessageId: fc.option(fc.integer({ min: 1, max: 12 }).map(String)),
    acceptedTime: fc.integer({ min: 1, max: 9 }),
    originatingTime: fc.option(fc.integer({ min: 1, max: 9 })),
    origin: fc.constantFrom('live' as const, 'offline' as const, 'history' as const),
    source: fc.constantFrom('user' as const, 'user' as const, 'user_outgoing' as const, 'bot' as const),
    state: fc.constantFrom('waiting' as const, 'collected' as const, 'said' as const),
  })
  .map(({ sender, ...rest }) =>
    sampleMessage({
      ...rest,
      sender: { identifier: sender, displayName: sender, alternateIdentifiers: [] },
      content: `${rest.origin} ${rest.providerMessageId} of ${sender} at ${rest.acceptedTime}, ${rest.originatingTime}`,
    }),
  );

const contact = fc.constantFrom(...CHATS.map((chat) => chat.identifier));
const ids = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 6 });

const accepting: fc.Arbitrary<Step> = fc
  .array(message, { maxLength: 6 })
  .map((messages) => async (store, lease, model) => {
    const accepted = await store.messages.accept(lease, messages);
    return {
      store: accepted.map((stored) => stored?.id),
      model: messages.map((each) => model.accept(each)),
    };
  });

const settling: fc.Arbitrary<Step> = fc
  .record({
    correspondentId: contact,
    ids,
    state: fc.constantFrom(
      ...(['collected', 'answered', 'evicted', 'cleared', 'skipped', 'parked'] as const),
    ),
    reason: fc.constantFrom(null, 'reason'),
  })
  .map((settlement) => async (store, lease, model) => {
    return { store: await store.messages.settle(lease, [settlement]), model: model.settle(settlement) };
  });

const revising: fc.Arbitrary<Step> = fc
  .record({
    chat: fc.constantFrom(...CHATS),
    senderIds: fc.subarray(['x', 'y']),
    source: fc.constantFrom('user' as const, 'user' as const, 'user_outgoing' as const),
    providerMessageId: fc.integer({ min: 1, max: 12 }).map(String),
    content: fc.constantFrom(null, 'changed', 'changed again'),
  })
  .map(({ chat, ...rest }) => async (store, lease, model) => {
    const revision = { correspondentId: chat.identifier, ...rest };
    const [revised] = await store.messages.revise(lease, [revision]);
    return { store: revised?.content, model: model.revise(chat.kind, revision) };
  });

const deciding: fc.Arbitrary<Step> = fc
  .record({ correspondentId: contact, messageIds: ids, isSilent: fc.boolean() })
  .map(({ correspondentId, messageIds, isSilent }) => async (store, lease, model) => {
    const parts = isSilent ? [] : [samplePart()];
    return {
      store: await store.turns.decide(lease, [sampleDecision({ correspondentId, messageIds, parts })]),
      model: model.settle({ correspondentId, ids: messageIds, state: 'answered', reason: null }),
    };
  });

const merging: fc.Arbitrary<Step> = fc
  .record({ from: fc.constantFrom(...PEOPLE), into: fc.constantFrom(...PEOPLE) })
  .map(({ from, into }) => async (store, lease, model) => {
    const chat = sampleChat(into, { alternateIdentifiers: [from] });
    const queue = await store.messages.merge(lease, from, chat);
    return { store: queue.map(viewOf), model: model.merge(from, into) };
  });

const steps = fc.array(fc.oneof({ weight: 3, arbitrary: accepting }, settling, revising, deciding, merging), {
  maxLength: 8,
});
const histories = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  incomingOnly: fc.boolean(),
  correspondentId: fc.constantFrom(undefined, ...PEOPLE, 'family'),
});
const windows = fc.record({ limit: fc.integer({ min: 0, max: 8 }), since: fc.integer({ min: 0, max: 10 }) });

/** Whatever happens to messages, the store shows what a model of a few lines shows. */
export function testModel(options: StoreConformanceOptions): void {
  describe('any sequence of accepting, settling, revising, deciding and merging', () => {
    const subject = useStore(options);

    it('shows the queue, the conversations and the history that a small model shows', async () => {
      let run = 0;
      const property = fc.asyncProperty(
        steps,
        steps,
        windows,
        histories,
        async (first, second, window, history) => {
          run += 1;
          const userId = `bot-${run}`;
          const model = new MessageModel();
          for (const sequence of [first, second]) {
            if (options.isDurable) await subject.reopen();
            const lease = await subject.lease(userId);
            for (const step of sequence) {
              const answers = await step(subject.store, lease, model);
              expect(answers.store).toEqual(answers.model);
              const queue = await subject.store.messages.queue(userId);
              expect(queue.map(viewOf)).toEqual(model.queue());
            }
          }
          const store = options.isDurable ? await subject.reopen() : subject.store;
          for (const identifier of [...PEOPLE, 'family']) {
            const conversation = await store.messages.conversation(userId, identifier, window);
            expect(conversation.map(viewOf)).toEqual(model.conversation(identifier, window));
          }
          const { correspondentId, incomingOnly, limit } = history;
          const query = {
            incomingOnly,
            limit,
            ...(correspondentId === undefined ? {} : { correspondentId }),
          };
          const pages = await pagesOf({ store }, userId, query);
          expect(pages.flat().map(viewOf)).toEqual(model.history(correspondentId, incomingOnly));
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        },
      );
      await fc.assert(property, { numRuns: options.modelRuns ?? DEFAULT_RUNS });
    }, 120_000);
  });
}
