import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** What another store finds on the same data. */
export function testDurability(options: StoreConformanceOptions): void {
  describe('opened again', () => {
    const subject = useStore(options);

    it('has the messages and chats', async () => {
      const lease = await subject.lease();
      const family = sampleGroup('family', { savedName: 'The family', alternateIdentifiers: ['family-2'] });
      const before = subject.store;
      await before.messages.accept(lease, [
        ...sampleMessages(3),
        sampleMessage({ chat: family }),
        sampleReply(),
      ]);
      await before.messages.settle(lease, [
        { correspondentId: 'ann', ids: [1], state: 'answered', reason: 'owner' },
      ]);
      const ofAnn = { correspondentId: 'ann', senderIds: ['ann'], source: 'user' } as const;
      await before.messages.revise(lease, [
        { ...ofAnn, providerMessageId: 'message-2', content: 'changed' },
        { ...ofAnn, providerMessageId: 'message-3', content: null },
      ]);
      const wanted = { limit: 10, since: 0 };
      const queue = await before.messages.queue(USER_ID);
      const conversation = await before.messages.conversation(USER_ID, 'ann', wanted);
      expect(conversation.map(({ reason }) => reason)).toEqual(['owner', 'deleted', null]);
      const store = await subject.reopen();
      expect(await store.messages.queue(USER_ID)).toEqual(queue);
      expect(await store.messages.conversation(USER_ID, 'ann', wanted)).toEqual(conversation);
      expect(await store.messages.chats(USER_ID)).toEqual([sampleChat('ann'), family]);
    });

    it('records what was recorded before no second time, and counts ids on', async () => {
      const messages = sampleMessages(3);
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, messages.slice(0, 2));
      await subject.store.messages.settle(lease, [
        { correspondentId: 'ann', ids: [1, 2], state: 'cleared', reason: null },
      ]);
      const store = await subject.reopen();
      const accepted = await store.messages.accept(await subject.lease(), messages);
      expect(accepted.map((message) => message?.id)).toEqual([undefined, undefined, 3]);
    });

    it('has one chat of two that were merged', async () => {
      const lease = await subject.lease();
      const [old, ann] = [sampleChat('9@lid'), sampleChat('ann', { alternateIdentifiers: ['9@lid'] })];
      await subject.store.messages.accept(lease, [
        ...sampleMessages(2, { chat: old }),
        sampleMessage({ chat: ann, providerMessageId: 'own' }),
      ]);
      await subject.store.turns.decide(lease, [
        sampleDecision({ correspondentId: '9@lid', messageIds: [2] }),
      ]);
      const queue = await subject.store.messages.merge(lease, '9@lid', ann);
      const open = await subject.store.turns.open(USER_ID);
      const store = await subject.reopen();
      expect(queue.map((message) => message.id)).toEqual([1, 2]);
      expect(await store.messages.queue(USER_ID)).toEqual(queue);
      expect(await store.messages.chats(USER_ID)).toEqual([ann]);
      expect(open).toMatchObject([{ correspondentId: 'ann' }]);
      expect(await store.turns.open(USER_ID)).toEqual(open);
      const again = sampleMessages(3, { chat: ann });
      const accepted = await store.messages.accept(await subject.lease(), again);
      expect(accepted.map((message) => message?.id)).toEqual([undefined, undefined, 4]);
    });

    it('has the order of acceptance across the closing', async () => {
      const said = (content: string, acceptedTime: number) =>
        sampleReply({ content, providerMessageId: content, acceptedTime });
      await subject.store.messages.accept(await subject.lease(), [said('a', 9_000), said('b', 5_000)]);
      const store = await subject.reopen();
      await store.messages.accept(await subject.lease(), [said('c', 4_000), said('d', 9_000)]);
      const conversation = await store.messages.conversation(USER_ID, 'ann', { limit: 3, since: 0 });
      expect(conversation.map((message) => message.content)).toEqual(['b', 'c', 'd']);
    });

    it('has the turns that are open, and the texts of those that are not', async () => {
      const lease = await subject.lease();
      const { turns } = subject.store;
      const parts = [samplePart(), samplePart({ messageId: 'reply-2' })];
      await turns.plan(lease, [sampleTurn(), sampleTurn({ turnId: 'turn-2', plannedTime: 4_000 })]);
      await turns.decide(lease, [
        sampleDecision({ parts }),
        sampleDecision({ turnId: 'turn-3', parts: [samplePart({ messageId: 'reply-3', text: 'over' })] }),
      ]);
      await turns.advance(lease, [
        { turnId: 'turn-1', index: 0, part: samplePart({ state: 'acked', attempts: 1 }), isLast: false },
        {
          turnId: 'turn-3',
          index: 0,
          part: samplePart({ messageId: 'reply-3', text: 'over' }),
          isLast: true,
        },
      ]);
      const open = await turns.open(USER_ID);
      const store = await subject.reopen();
      expect(open).toHaveLength(2);
      expect(await store.turns.open(USER_ID)).toEqual(open);
      expect(await store.turns.sentText(USER_ID, 'reply-3')).toBe('over');
    });

    it('has the configurations', async () => {
      const { configurations } = subject.store;
      await configurations.save('Bert', { version: 1 });
      await configurations.save('anna', { version: 1 });
      await configurations.save('anna', { version: 2 });
      await configurations.setRunning('anna', true);
      const listed = await configurations.list();
      const store = await subject.reopen();
      expect(await store.configurations.list()).toEqual(listed);
      expect(await store.configurations.get('bert')).toMatchObject({
        userId: 'Bert',
        revision: 1,
        running: false,
      });
    });

    it('has the credentials', async () => {
      const entries = new Map([
        ['key', 'value'],
        ['key-2', '{"a":"é"}'],
      ]);
      await subject.store.credentials(USER_ID, 'provider', await subject.lease()).set(entries);
      const store = await subject.reopen();
      expect(await store.credentials(USER_ID, 'provider').get(['key', 'key-2'])).toEqual(entries);
    });

    it('counts the fences of leases on', async () => {
      const first = await subject.lease();
      await subject.reopen();
      const second = await subject.lease(USER_ID, 'other');
      expect(second.fence).toBeGreaterThan(first.fence);
      expect(await subject.store.leases.renew(first)).toBe(false);
    });
  });
}
