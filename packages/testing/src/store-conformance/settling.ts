import type { MessageState, Settlement, StoredMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleMessage, sampleMessages } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

function settlement(
  ids: readonly number[],
  state: Settlement['state'],
  reason: string | null = null,
): Settlement {
  return { correspondentId: 'ann', ids, state, reason };
}

/** MessageStore.settle and MessageStore.queue */
export function testSettling(options: StoreConformanceOptions): void {
  describe('settling', () => {
    const subject = useStore(options);

    async function acceptMessages(count: number): Promise<void> {
      await subject.store.messages.accept(await subject.lease(), sampleMessages(count));
    }

    async function settle(...settlements: Settlement[]): Promise<void> {
      await subject.store.messages.settle(await subject.lease(), settlements);
    }

    async function queued(): Promise<[StoredMessage['id'], MessageState, string | null][]> {
      const queue = await subject.store.messages.queue(USER_ID);
      return queue.map(({ id, state, reason }) => [id, state, reason]);
    }

    const leaving = ['answered', 'evicted', 'cleared', 'skipped', 'parked'] as const;
    it.each(leaving)('takes %s messages out of the queue', async (state) => {
      await acceptMessages(3);
      await settle(settlement([1, 3], state, 'reason'));
      expect(await queued()).toEqual([[2, 'waiting', null]]);
    });

    it('keeps collected messages in the queue, in their place', async () => {
      await acceptMessages(3);
      await settle(settlement([1, 2], 'collected', 'whitelist'));
      expect(await queued()).toEqual([
        [1, 'collected', 'whitelist'],
        [2, 'collected', 'whitelist'],
        [3, 'waiting', null],
      ]);
    });

    it('settles collected messages like waiting ones', async () => {
      await acceptMessages(2);
      await settle(settlement([1, 2], 'collected', 'whitelist'));
      await settle(settlement([1], 'evicted', 'age'), settlement([2], 'collected', 'takeover'));
      expect(await queued()).toEqual([[2, 'collected', 'takeover']]);
    });

    it('settles messages of several contacts in one call', async () => {
      const bob = { chat: sampleChat('bob') };
      const messages = [...sampleMessages(2), ...sampleMessages(2, bob)];
      await subject.store.messages.accept(await subject.lease(), messages);
      await settle(settlement([1], 'skipped', 'offline'), {
        ...settlement([2], 'answered'),
        correspondentId: 'bob',
      });
      const queue = await subject.store.messages.queue(USER_ID);
      expect(queue.map(({ correspondentId, id }) => [correspondentId, id])).toEqual([
        ['ann', 2],
        ['bob', 1],
      ]);
    });

    it('passes over ids that are unknown or no longer queued', async () => {
      await acceptMessages(2);
      await settle(settlement([1], 'answered', 'first'));
      await settle(settlement([99, 1, 2], 'cleared', 'second'), {
        ...settlement([1], 'cleared'),
        correspondentId: 'nobody',
      });
      expect(await queued()).toEqual([]);
      const conversation = await subject.store.messages.conversation(USER_ID, 'ann', { limit: 9, since: 0 });
      expect(conversation.map(({ id, state, reason }) => [id, state, reason])).toEqual([
        [1, 'answered', 'first'],
      ]);
    });

    it('does not settle the messages of another bot', async () => {
      await acceptMessages(1);
      await subject.store.messages.settle(await subject.lease('bert'), [settlement([1], 'cleared')]);
      expect(await queued()).toHaveLength(1);
    });

    it('never gives an id twice, however its message left the queue', async () => {
      await acceptMessages(2);
      await settle(settlement([1], 'cleared'), settlement([2], 'evicted', 'age'));
      const next = await subject.store.messages.accept(await subject.lease(), [
        sampleMessage({ providerMessageId: 'message-3' }),
      ]);
      expect(next[0]?.id).toBe(3);
    });
  });

  describe('queue', () => {
    const subject = useStore(options);

    it('is empty for an unknown bot', async () => {
      expect(await subject.store.messages.queue('nobody')).toEqual([]);
    });

    it('is ordered by contact and number of id', async () => {
      const messages = ['bob', 'ann', 'cid'].flatMap((contact) =>
        sampleMessages(12, { chat: sampleChat(contact) }),
      );
      await subject.store.messages.accept(await subject.lease(), messages);
      const queue = await subject.store.messages.queue(USER_ID);
      const ids = Array.from({ length: 12 }, (_, index) => index + 1);
      expect(queue.map(({ correspondentId, id }) => [correspondentId, id])).toEqual(
        ['ann', 'bob', 'cid'].flatMap((contact) => ids.map((id) => [contact, id])),
      );
    });
  });
}
