import { ImposterError } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleMessage } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** Opening, closing, and what an unopened store says. */
export function testLifecycle(options: StoreConformanceOptions): void {
  describe('lifecycle', () => {
    const subject = useStore(options);

    it('names the contract that it keeps, and itself', () => {
      expect(subject.store.specVersion).toBe(1);
      expect(subject.store.name).not.toBe('');
    });

    it('may be closed twice', async () => {
      await subject.store.close();
      await expect(subject.store.close()).resolves.toBeUndefined();
    });

    it('refuses every call while it is closed, by a rejection', async () => {
      const { store } = subject;
      const lease = await subject.lease();
      await store.close();
      const calls = [
        store.configurations.get(USER_ID),
        store.configurations.list(),
        store.configurations.save(USER_ID, {}),
        store.configurations.setRunning(USER_ID, true),
        store.configurations.delete(USER_ID),
        store.credentials(USER_ID, 'provider').get(['key']),
        store.credentials(USER_ID, 'provider', lease).set(new Map([['key', 'value']])),
        store.credentials(USER_ID, 'provider', lease).clear(),
        store.leases.acquire(USER_ID, 'owner'),
        store.leases.renew(lease),
        store.leases.release(lease),
        store.messages.accept(lease, [sampleMessage()]),
        store.messages.settle(lease, []),
        store.messages.queue(USER_ID),
        store.messages.conversation(USER_ID, 'ann', { limit: 1, since: 0 }),
        store.messages.history(USER_ID, { incomingOnly: false, before: null, limit: 1 }),
        store.messages.chats(USER_ID),
        store.turns.plan(lease, []),
        store.turns.decide(lease, []),
        store.turns.advance(lease, []),
        store.turns.park(lease, 'turn-1', 'reason'),
        store.turns.open(USER_ID),
        store.turns.sentText(USER_ID, 'reply-1'),
        store.retention.eraseBot(lease, 100),
        store.turns.usage(USER_ID, { from: 0, until: 1 })[Symbol.asyncIterator]().next(),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        const error: unknown = outcome.status === 'rejected' ? outcome.reason : null;
        expect(ImposterError.is(error) && error.code).toBe('closed');
      }
    });
  });
}
