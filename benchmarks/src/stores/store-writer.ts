import type { Lease, Store } from '@chat-imposter/core';
import { type AnsweredMessage, USER_ID } from './answered-message.ts';

/** Writes messages and their answers, one write after the other for each. */
export interface StoreWriter {
  /** The message came in. */
  accept(answered: AnsweredMessage): Promise<void>;
  /** Its turn begins. */
  plan(answered: AnsweredMessage): Promise<void>;
  /** The answer is decided, and the message is not queued any more. */
  decide(answered: AnsweredMessage): Promise<void>;
  /** The answer has arrived, and stands in the conversation. */
  advance(answered: AnsweredMessage): Promise<void>;
  close(): Promise<void>;
}

/** Writes through a store, as the engine does. */
export async function createOurWriter(store: Store): Promise<StoreWriter> {
  await store.open();
  const lease = (await store.leases.acquire(USER_ID, 'benchmark')) as Lease;
  return {
    accept: async ({ message }) => void (await store.messages.accept(lease, [message])),
    plan: ({ turn }) => store.turns.plan(lease, [turn]),
    decide: ({ decision }) => store.turns.decide(lease, [decision]),
    advance: ({ update }) => store.turns.advance(lease, [update]),
    async close() {
      await store.leases.release(lease);
      await store.close();
    },
  };
}
