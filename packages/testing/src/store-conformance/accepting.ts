import { type NewMessage, partyOf, type StoredMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const FAMILY = sampleGroup('family', { savedName: 'The family', alternateIdentifiers: ['family-2'] });
const ANN = partyOf(sampleChat('ann', { savedName: 'Ann', alternateIdentifiers: ['ann-lid'] }));
const BOB = partyOf(sampleChat('bob'));

function idsOf(messages: readonly (StoredMessage | null)[]): (number | null | undefined)[] {
  return messages.map((message) => message?.id);
}

/** MessageStore.accept */
export function testAccepting(options: StoreConformanceOptions): void {
  describe('accepting', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    it('gives back what it recorded, with the next id', async () => {
      const message = sampleMessage({ sender: ANN, originatingTime: 900, origin: 'offline' });
      expect(await accept(message)).toEqual([
        {
          id: 1,
          providerMessageId: 'message-1',
          content: 'hello',
          quoted: null,
          sender: ANN,
          source: 'user',
          group: null,
          acceptedTime: 1_000,
          originatingTime: 900,
          correspondentId: 'ann',
          origin: 'offline',
          state: 'waiting',
          reason: null,
        },
      ]);
    });

    it('tells the group of a message', async () => {
      const [stored] = await accept(
        sampleMessage({ chat: FAMILY, sender: ANN, state: 'collected', reason: 'whitelist' }),
      );
      expect(stored).toMatchObject({ correspondentId: 'family', state: 'collected', reason: 'whitelist' });
      expect(stored?.sender).toEqual(ANN);
      expect(stored?.group).toEqual(partyOf(FAMILY));
    });

    it('keeps what it gave back', async () => {
      const accepted = await accept(
        sampleMessage({ chat: FAMILY, sender: ANN, content: 'line 1\nline 2 🎈', quoted: 'line 0' }),
        sampleMessage({ chat: FAMILY, sender: BOB, state: 'collected', reason: 'whitelist' }),
      );
      expect(await subject.store.messages.queue(USER_ID)).toEqual(accepted);
    });

    it('counts ids from 1, per contact, in the given order', async () => {
      const bob = { chat: sampleChat('bob') };
      const [ann1, ann2, ann3] = sampleMessages(3) as [NewMessage, NewMessage, NewMessage];
      const [bob1, bob2] = sampleMessages(2, bob) as [NewMessage, NewMessage];
      expect(idsOf(await accept(ann2, bob1, ann1))).toEqual([1, 1, 2]);
      expect(idsOf(await accept(bob2, ann3))).toEqual([2, 3]);
      const queue = await subject.store.messages.queue(USER_ID);
      expect(queue.map(({ correspondentId, id, content }) => [correspondentId, id, content])).toEqual([
        ['ann', 1, 'text 2'],
        ['ann', 2, 'text 1'],
        ['ann', 3, 'text 3'],
        ['bob', 1, 'text 1'],
        ['bob', 2, 'text 2'],
      ]);
    });

    it('gives no id to what is said, and takes none for it', async () => {
      const accepted = await accept(
        sampleReply(),
        sampleMessage(),
        sampleMessage({ source: 'user_outgoing', state: 'said', providerMessageId: 'owner-1' }),
        sampleMessage({ providerMessageId: 'message-2' }),
      );
      expect(idsOf(accepted)).toEqual([null, 1, null, 2]);
      expect((await subject.store.messages.queue(USER_ID)).map((message) => message.id)).toEqual([1, 2]);
    });

    it('records a message once, whatever else comes with it again', async () => {
      const [first] = await accept(sampleMessage());
      const again = sampleMessage({
        content: 'changed',
        state: 'collected',
        acceptedTime: 9_000,
        origin: 'history',
      });
      expect(await accept(again)).toEqual([null]);
      expect(await subject.store.messages.queue(USER_ID)).toEqual([first]);
    });

    it('records a message once within one call, each message on its own', async () => {
      const [first, second] = sampleMessages(2) as [NewMessage, NewMessage];
      expect(idsOf(await accept(first, first, second, first))).toEqual([1, undefined, 2, undefined]);
    });

    it('records a message once after it was said, answered or cleared', async () => {
      const said = sampleReply();
      const [answered, cleared] = sampleMessages(2) as [NewMessage, NewMessage];
      await accept(said, answered, cleared);
      await subject.store.messages.settle(await subject.lease(), [
        { correspondentId: 'ann', ids: [1], state: 'answered', reason: null },
        { correspondentId: 'ann', ids: [2], state: 'cleared', reason: null },
      ]);
      expect(await accept(said, answered, cleared)).toEqual([null, null, null]);
    });

    it('tells the senders of a group apart who use the same message id', async () => {
      const accepted = await accept(
        sampleMessage({ chat: FAMILY, sender: ANN }),
        sampleMessage({ chat: FAMILY, sender: BOB }),
        sampleMessage({ chat: FAMILY, sender: ANN }),
      );
      expect(idsOf(accepted)).toEqual([1, 2, undefined]);
    });

    it('does not tell the senders of a direct chat apart', async () => {
      const [owner, bot] = [
        sampleMessage({ sender: BOB, source: 'user_outgoing' }),
        sampleMessage({ sender: ANN }),
      ];
      expect(idsOf(await accept(owner, bot))).toEqual([1, undefined]);
    });

    it('tells chats apart that use the same message id', async () => {
      const accepted = await accept(sampleMessage(), sampleMessage({ chat: sampleChat('bob') }));
      expect(idsOf(accepted)).toEqual([1, 1]);
    });

    it('tells bots apart that have the same chat', async () => {
      await accept(sampleMessage());
      const other = await subject.lease('bert');
      expect(idsOf(await subject.store.messages.accept(other, [sampleMessage()]))).toEqual([1]);
      expect(await subject.store.messages.queue('bert')).toHaveLength(1);
      expect(await subject.store.messages.queue(USER_ID)).toHaveLength(1);
    });

    it('takes messages without an id of the platform for different ones', async () => {
      const anonymous = sampleMessage({ providerMessageId: null });
      expect(idsOf(await accept(anonymous, anonymous))).toEqual([1, 2]);
    });

    it('accepts nothing', async () => {
      expect(await accept()).toEqual([]);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([]);
    });
  });
}
