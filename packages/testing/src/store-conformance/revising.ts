import {
  type NewMessage,
  partyOf,
  type Revision,
  type Settlement,
  type StoredMessage,
} from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const DELETED = '[User deleted this message]';
const FAMILY = sampleGroup();
const ANN = partyOf(sampleChat('ann', { alternateIdentifiers: ['ann-lid'] }));
const BOB = partyOf(sampleChat('bob'));

/** What Ann did to her first message, unless told otherwise. */
function revision(content: string | null, more: Partial<Revision> = {}): Revision {
  return {
    correspondentId: 'ann',
    providerMessageId: 'message-1',
    senderIds: ['ann'],
    source: 'user',
    content,
    ...more,
  };
}

/** MessageStore.revise */
export function testRevising(options: StoreConformanceOptions): void {
  describe('revising', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function revise(...revisions: Revision[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.revise(await subject.lease(), revisions);
    }

    async function settle(state: Settlement['state'], reason: string | null = null): Promise<void> {
      const settlement = { correspondentId: 'ann', ids: [1], state, reason };
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    function queue(): Promise<StoredMessage[]> {
      return subject.store.messages.queue(USER_ID);
    }

    function conversation(correspondentId = 'ann'): Promise<StoredMessage[]> {
      return subject.store.messages.conversation(USER_ID, correspondentId, { limit: 100, since: 0 });
    }

    it.each(['waiting', 'collected'] as const)(
      'changes the text of a %s message and nothing else',
      async (state) => {
        const [first, second] = await accept(
          sampleMessage({ state, quoted: 'what?', reason: 'why' }),
          sampleMessage({ providerMessageId: 'message-2' }),
        );
        const changed = { ...first, content: 'changed' };
        expect(await revise(revision('changed'))).toEqual([changed]);
        expect(await queue()).toEqual([changed, second]);
        expect(await conversation()).toEqual([]);
      },
    );

    it.each(['waiting', 'collected'] as const)(
      'forgets the text of a %s message that was deleted, and takes it out of the queue',
      async (state) => {
        const [first, second] = await accept(
          sampleMessage({ state, quoted: 'what?', reason: 'why' }),
          sampleMessage({ providerMessageId: 'message-2' }),
        );
        const gone = { ...first, content: DELETED, quoted: null, state: 'skipped', reason: 'deleted' };
        expect(await revise(revision(null))).toEqual([gone]);
        expect(await queue()).toEqual([second]);
        expect(await conversation()).toEqual([gone]);
      },
    );

    it.each([
      ['changed', null],
      [null, DELETED],
    ])(
      'gives a message that is not queued any more the text %j, and leaves its state as it is',
      async (content, left) => {
        const [answered] = await accept(sampleMessage({ quoted: 'what?' }));
        await settle('answered', 'owner');
        const expected = {
          ...answered,
          content: left ?? content,
          quoted: left === null ? 'what?' : null,
          state: 'answered',
          reason: 'owner',
        };
        expect(await revise(revision(content))).toEqual([expected]);
        expect(await conversation()).toEqual([expected]);
      },
    );

    it.each(['evicted', 'cleared', 'parked'] as const)('knows a message that was %s', async (state) => {
      await accept(sampleMessage());
      await settle(state, 'reason');
      const [changed, deleted] = [await revise(revision('changed')), await revise(revision(null))];
      expect(changed).toMatchObject([{ id: 1, content: 'changed', state, reason: 'reason' }]);
      expect(deleted).toMatchObject([{ id: 1, content: DELETED, state, reason: 'reason' }]);
      expect([await queue(), await conversation()]).toEqual([[], []]);
    });

    it('changes what the owner and the bot said, and synced history, in their places', async () => {
      const owner = sampleMessage({ source: 'user_outgoing', state: 'said', providerMessageId: 'owner-1' });
      const synced = sampleMessage({ origin: 'history', originatingTime: 500, providerMessageId: 'old-1' });
      await accept(synced, owner, sampleReply({ acceptedTime: 2_000 }));
      await revise(
        revision('by hand', { source: 'user_outgoing', senderIds: ['me'], providerMessageId: 'owner-1' }),
        revision(null, { source: 'user_outgoing', senderIds: ['me'], providerMessageId: 'reply-1' }),
        revision('of old', { providerMessageId: 'old-1' }),
      );
      expect((await conversation()).map(({ content, state }) => [content, state])).toEqual([
        ['of old', 'said'],
        ['by hand', 'said'],
        [DELETED, 'said'],
      ]);
    });

    it('lets a contact change nothing of what the owner or the bot said, and the owner nothing of the contact', async () => {
      const owner = sampleMessage({ source: 'user_outgoing', state: 'said', providerMessageId: 'owner-1' });
      await accept(sampleMessage(), owner, sampleReply());
      const before = [await queue(), await conversation()];
      for (const content of ['changed', null]) {
        const revised = await revise(
          revision(content, { source: 'user_outgoing', senderIds: ['ann', 'me'] }),
          revision(content, { providerMessageId: 'owner-1', senderIds: ['ann', 'me'] }),
          revision(content, { providerMessageId: 'reply-1', senderIds: ['ann', 'bot_anna'] }),
        );
        expect(revised).toEqual([null, null, null]);
      }
      expect([await queue(), await conversation()]).toEqual(before);
    });

    it('changes in a group what the writer wrote, under whichever of their ids, and nothing of the others', async () => {
      const inFamily = { correspondentId: 'family' };
      await accept(
        sampleMessage({ chat: FAMILY, sender: ANN }),
        sampleMessage({ chat: FAMILY, sender: BOB }),
        sampleReply({ chat: FAMILY }),
      );
      const cid = await revise(revision('changed', { ...inFamily, senderIds: ['cid'] }));
      const asBot = await revise(
        revision('changed', { ...inFamily, providerMessageId: 'reply-1', senderIds: ['bot_anna'] }),
      );
      const bob = await revise(revision('of Bob', { ...inFamily, senderIds: ['bob-lid', 'bob'] }));
      expect([cid, asBot]).toEqual([[null], [null]]);
      expect(bob).toMatchObject([{ sender: BOB, group: partyOf(FAMILY), content: 'of Bob' }]);
      expect((await queue()).map(({ content }) => content)).toEqual(['hello', 'of Bob']);
      expect((await conversation('family')).map(({ content }) => content)).toEqual(['hi there']);
    });

    it('does not know messages of other chats and other bots, or that never came', async () => {
      await accept(sampleMessage());
      const unknown = [{ providerMessageId: 'message-2' }, { correspondentId: 'bob' }];
      expect(await revise(...unknown.map((more) => revision('changed', more)))).toEqual([null, null]);
      const other = await subject.lease('bert');
      expect(await subject.store.messages.revise(other, [revision(null)])).toEqual([null]);
      expect(await queue()).toMatchObject([{ content: 'hello' }]);
    });

    it('says so when nothing changes, and brings nothing back that was deleted', async () => {
      await accept(sampleMessage());
      const [same, changed, again] = await revise(
        revision('hello'),
        revision('changed'),
        revision('changed'),
      );
      expect([same, changed?.content, again]).toEqual([null, 'changed', null]);
      const [deleted, twice, late] = await revise(revision(null), revision(null), revision('changed'));
      expect([deleted?.content, twice, late]).toEqual([DELETED, null, null]);
      expect(await conversation()).toMatchObject([{ content: DELETED }]);
    });

    it('still knows a message that was deleted when it comes again, and gives the next id to another', async () => {
      await accept(...sampleMessages(2));
      await revise(revision(null));
      const [again, next] = await accept(sampleMessage(), sampleMessage({ providerMessageId: 'message-3' }));
      expect([again, next?.id]).toEqual([null, 3]);
    });

    it('is not undone by the turn that was to answer the message', async () => {
      await accept(...sampleMessages(2));
      await revise(revision(null));
      const decision = sampleDecision({ messageIds: [1, 2], parts: [samplePart()] });
      await subject.store.turns.decide(await subject.lease(), [decision]);
      expect((await conversation()).map(({ content, state }) => [content, state])).toEqual([
        [DELETED, 'skipped'],
        ['text 2', 'answered'],
      ]);
    });

    it('keeps messages apart from what it gave back', async () => {
      await accept(sampleMessage());
      const [revised] = await revise(revision('changed'));
      if (revised) Object.assign(revised, { content: 'spoiled', state: 'said' });
      expect(await queue()).toMatchObject([{ content: 'changed', state: 'waiting' }]);
    });

    it('keeps every text exactly', async () => {
      const [first] = await accept(sampleMessage());
      for (const content of ['a\0b', '\ud800', '', ' \n', '🎈'.repeat(20_000)]) {
        expect(await revise(revision(content))).toEqual([{ ...first, content }]);
        expect(await queue()).toEqual([{ ...first, content }]);
      }
    });
  });
}
