import type { NewMessage, Settlement } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** MessageStore.conversation */
export function testConversation(options: StoreConformanceOptions): void {
  describe('conversation', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<void> {
      await subject.store.messages.accept(await subject.lease(), messages);
    }

    async function settle(ids: number[], state: Settlement['state'] = 'answered'): Promise<void> {
      const settlement = { correspondentId: 'ann', ids, state, reason: null };
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    async function contents(limit = 100, since = 0): Promise<string[]> {
      const messages = await subject.store.messages.conversation(USER_ID, 'ann', { limit, since });
      return messages.map((message) => message.content);
    }

    function reply(content: string, acceptedTime: number): NewMessage {
      return sampleReply({ content, acceptedTime, providerMessageId: content });
    }

    function history(content: string, originatingTime: number | null, acceptedTime: number): NewMessage {
      const time = { originatingTime, acceptedTime };
      return sampleMessage({
        content,
        ...time,
        providerMessageId: content,
        origin: 'history',
        state: 'said',
      });
    }

    it('is empty for an unknown contact or bot', async () => {
      await accept(sampleReply());
      const wanted = { limit: 10, since: 0 };
      expect(await subject.store.messages.conversation(USER_ID, 'nobody', wanted)).toEqual([]);
      expect(await subject.store.messages.conversation('nobody', 'ann', wanted)).toEqual([]);
    });

    it('holds what was answered, skipped and said, and nothing else', async () => {
      await accept(...sampleMessages(7), reply('said', 8_000));
      await settle([1], 'answered');
      await settle([2], 'skipped');
      await settle([3], 'collected');
      await settle([4], 'evicted');
      await settle([5], 'cleared');
      await settle([6], 'parked');
      expect(await contents()).toEqual(['text 1', 'text 2', 'said']);
    });

    it('gives messages as they were accepted, in their present state', async () => {
      await accept(sampleMessage({ originatingTime: 900 }), sampleReply());
      const [queued] = await subject.store.messages.queue(USER_ID);
      await settle([1]);
      const conversation = await subject.store.messages.conversation(USER_ID, 'ann', { limit: 10, since: 0 });
      expect(conversation[0]).toEqual({ ...queued, state: 'answered' });
      expect(conversation[1]).toMatchObject({
        id: null,
        source: 'bot',
        state: 'said',
        providerMessageId: 'reply-1',
      });
    });

    it('gives the newest up to the limit, oldest first', async () => {
      await accept(...sampleMessages(5));
      await settle([1, 2, 3, 4, 5]);
      expect(await contents(2)).toEqual(['text 4', 'text 5']);
      expect(await contents(5)).toEqual(['text 1', 'text 2', 'text 3', 'text 4', 'text 5']);
      expect(await contents(0)).toEqual([]);
      expect(await contents(Number.POSITIVE_INFINITY)).toHaveLength(5);
    });

    it('gives what was accepted at or after a time', async () => {
      await accept(...sampleMessages(4));
      await settle([1, 2, 3, 4]);
      expect(await contents(10, 3_000)).toEqual(['text 3', 'text 4']);
      expect(await contents(1, 3_000)).toEqual(['text 4']);
      expect(await contents(10, 4_001)).toEqual([]);
    });

    it('has the order of acceptance, whenever and in whatever order messages were answered', async () => {
      const [first, second, third] = sampleMessages(3) as [NewMessage, NewMessage, NewMessage];
      await accept(first, reply('reply 1', 1_500), second, reply('reply 2', 2_500), third);
      await settle([3]);
      await settle([1]);
      await settle([2]);
      expect(await contents()).toEqual(['text 1', 'reply 1', 'text 2', 'reply 2', 'text 3']);
      expect(await contents(3)).toEqual(['text 2', 'reply 2', 'text 3']);
    });

    it('has the order of acceptance also within a millisecond and after a clock was set back', async () => {
      await accept(
        reply('a', 9_000),
        reply('b', 9_000),
        reply('c', 2_000),
        reply('d', 2_000),
        reply('e', 9_500),
      );
      expect(await contents()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(await contents(2)).toEqual(['d', 'e']);
      expect(await contents(100, 9_000)).toEqual(['a', 'b', 'e']);
      expect(await contents(2, 9_000)).toEqual(['b', 'e']);
    });

    it('places synced history by its own time, in whatever order it comes, and limits it by that', async () => {
      await accept(
        reply('live', 5_000),
        history('third', 3_000, 6_000),
        history('first', 1_000, 6_000),
        history('second', 2_000, 6_000),
        history('without a time', null, 4_500),
        history('of tomorrow', 9_000, 5_500),
      );
      const inOrder = ['first', 'second', 'third', 'without a time', 'live', 'of tomorrow'];
      expect(await contents()).toEqual(inOrder);
      expect(await contents(3)).toEqual(inOrder.slice(3));
      expect(await contents(100, 2_000)).toEqual(inOrder.slice(1));
      await accept(reply('later', 5_100));
      expect((await contents()).slice(-3)).toEqual(['live', 'later', 'of tomorrow']);
    });

    it('takes a message that is known from history for new when it comes by another way', async () => {
      await accept(history('synced', 1_000, 2_000));
      const [delivered] = await subject.store.messages.accept(await subject.lease(), [
        sampleMessage({ providerMessageId: 'synced', content: 'delivered', acceptedTime: 3_000 }),
      ]);
      expect(delivered).toMatchObject({ id: 1, state: 'waiting' });
      expect(await contents()).toEqual([]);
      await settle([1]);
      await accept(history('synced', 1_000, 4_000));
      expect(await contents()).toEqual(['delivered']);
    });

    it('holds the messages of one contact of one bot', async () => {
      await accept(reply('own', 1_000), sampleReply({ chat: sampleChat('bob'), content: 'to bob' }));
      await subject.store.messages.accept(await subject.lease('bert'), [sampleReply({ content: 'of bert' })]);
      expect(await contents()).toEqual(['own']);
    });
  });
}
