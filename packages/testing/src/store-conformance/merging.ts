import { type Chat, type NewMessage, partyOf, type StoredMessage } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const OLD = sampleChat('9@lid', { pushName: 'annie' });
const ANN = sampleChat('ann', { alternateIdentifiers: ['9@lid'], savedName: 'Ann' });
const ALL = { limit: 100, since: 0 };

/** A message whose content is its id. */
function message(
  chat: Chat,
  content: string,
  acceptedTime: number,
  more: Partial<NewMessage> = {},
): NewMessage {
  return sampleMessage({ chat, content, providerMessageId: content, acceptedTime, ...more });
}

/** Something that the bot said. */
function said(chat: Chat, content: string, acceptedTime: number, more: Partial<NewMessage> = {}): NewMessage {
  return message(chat, content, acceptedTime, { source: 'bot', state: 'said', ...more });
}

function shown(messages: readonly StoredMessage[]): (readonly [number | null, string])[] {
  return messages.map(({ id, content }) => [id, content] as const);
}

/** MessageStore.merge */
export function testMerging(options: StoreConformanceOptions): void {
  describe('merging', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function merge(from = '9@lid', into = ANN): Promise<StoredMessage[]> {
      return subject.store.messages.merge(await subject.lease(), from, into);
    }

    async function settle(
      correspondentId: string,
      ids: number[],
      state: 'answered' | 'cleared',
    ): Promise<void> {
      const settlement = { correspondentId, ids, state, reason: null };
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    async function conversation(correspondentId = 'ann') {
      return shown(await subject.store.messages.conversation(USER_ID, correspondentId, ALL));
    }

    async function queue() {
      return subject.store.messages.queue(USER_ID);
    }

    it('appends what is queued, in its order and with new ids, and gives the whole queue back', async () => {
      await accept(
        message(OLD, 'a', 1_000),
        message(ANN, 'b', 2_000),
        message(OLD, 'c', 3_000, { state: 'collected', reason: 'offline' }),
        message(ANN, 'd', 4_000),
      );
      const merged = await merge();
      expect(merged.map(({ id, content, state, reason }) => [id, content, state, reason])).toEqual([
        [1, 'b', 'waiting', null],
        [2, 'd', 'waiting', null],
        [3, 'a', 'waiting', null],
        [4, 'c', 'collected', 'offline'],
      ]);
      for (const { correspondentId } of merged) expect(correspondentId).toBe('ann');
      expect(await queue()).toEqual(merged);
    });

    it('keeps everything else of a message', async () => {
      const [before] = await accept(message(OLD, 'a', 1_000, { originatingTime: 900, origin: 'offline' }));
      expect(await merge()).toEqual([{ ...before, correspondentId: 'ann' }]);
    });

    it('gives a chat another identifier when there is none of that', async () => {
      await accept(message(OLD, 'a', 1_000), message(OLD, 'b', 2_000), said(OLD, 'c', 3_000));
      await settle('9@lid', [1], 'answered');
      expect(shown(await merge())).toEqual([[2, 'b']]);
      expect(await conversation()).toEqual([
        [1, 'a'],
        [null, 'c'],
      ]);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([ANN]);
    });

    it('counts ids on behind all of both', async () => {
      await accept(message(ANN, 'a', 1_000), message(OLD, 'b', 2_000), message(OLD, 'c', 3_000));
      await settle('9@lid', [2], 'cleared');
      await settle('ann', [1], 'answered');
      await merge();
      const [next] = await accept(message(ANN, 'd', 4_000));
      expect(next?.id).toBe(4);
    });

    it.each(['reopened', 'as it is'])('never uses an id again, whatever left the queue: %s', async (how) => {
      await accept(message(ANN, 'a', 9_000), message(ANN, 'b', 9_000), message(OLD, 'c', 1_000));
      await settle('9@lid', [1], 'answered');
      await settle('ann', [2], 'answered');
      await merge();
      await settle('ann', [1], 'answered');
      if (how === 'reopened' && options.isDurable) await subject.reopen();
      const accepted = await accept(message(ANN, 'd', 2_000), said(ANN, 'e', 2_000));
      expect(accepted.map((stored) => stored?.id)).toEqual([4, null]);
      // The clock was set back, and the order of acceptance holds.
      await settle('ann', [4], 'answered');
      expect((await conversation()).map(([, content]) => content)).toEqual(['c', 'a', 'b', 'd', 'e']);
    });

    it('lets each message of the conversation stand at its time', async () => {
      await accept(
        said(OLD, 'a', 1_000),
        said(ANN, 'b', 2_000),
        said(OLD, 'c', 3_000),
        said(ANN, 'd', 3_000),
      );
      await merge();
      expect((await conversation()).map(([, content]) => content)).toEqual(['a', 'b', 'c', 'd']);
      expect(await conversation('9@lid')).toEqual([]);
    });

    it('lets what was queued stand at its time when it is answered', async () => {
      await accept(message(OLD, 'a', 1_000), said(ANN, 'b', 2_000));
      await merge();
      await settle('ann', [1], 'answered');
      expect((await conversation()).map(([, content]) => content)).toEqual(['a', 'b']);
    });

    it('keeps synced history at its own time', async () => {
      const history = { origin: 'history', state: 'said', originatingTime: 500 } as const;
      await accept(message(OLD, 'old', 9_000, history), said(ANN, 'new', 1_000));
      await merge();
      expect((await conversation()).map(([, content]) => content)).toEqual(['old', 'new']);
    });

    it('of two chats of synced history alone makes one', async () => {
      const history = { origin: 'history', state: 'said' } as const;
      await accept(message(OLD, 'a', 1_000, history), message(ANN, 'b', 2_000, history));
      expect(await merge()).toEqual([]);
      expect((await conversation()).map(([, content]) => content)).toEqual(['a', 'b']);
      expect((await accept(message(ANN, 'c', 500)))[0]?.id).toBe(1);
    });

    it('makes the old chat unknown, and knows it again when it is told anew', async () => {
      await accept(message(OLD, 'a', 1_000), message(ANN, 'b', 2_000));
      await merge();
      expect(await subject.store.messages.chats(USER_ID)).toEqual([ANN]);
      expect((await accept(message(OLD, 'a', 3_000)))[0]?.id).toBe(1);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([OLD, ANN]);
    });

    it('calls the chat as it was told, and keeps a name of it that was not', async () => {
      await accept(message(OLD, 'a', 1_000), message({ ...ANN, pushName: 'nan' }, 'b', 2_000));
      const told = sampleChat('ann', { alternateIdentifiers: ['9@lid', '8@lid'] });
      await merge('9@lid', told);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([
        { ...told, savedName: 'Ann', pushName: 'nan' },
      ]);
    });

    it('knows what was recorded under either key', async () => {
      await accept(message(OLD, 'a', 1_000), message(ANN, 'b', 2_000), said(OLD, 'c', 3_000));
      await merge();
      expect(await accept(message(ANN, 'a', 4_000), message(ANN, 'b', 4_000), said(ANN, 'c', 4_000))).toEqual(
        [null, null, null],
      );
    });

    it('merges one chat after the other', async () => {
      const older = sampleChat('8@lid');
      await accept(message(older, 'a', 1_000), message(OLD, 'b', 2_000), message(ANN, 'c', 3_000));
      await merge('9@lid');
      expect(shown(await merge('8@lid'))).toEqual([
        [1, 'c'],
        [2, 'b'],
        [3, 'a'],
      ]);
      expect((await accept(message(ANN, 'd', 4_000)))[0]?.id).toBe(4);
    });

    it('changes nothing for a chat that is unknown, or that is the same', async () => {
      await accept(message(ANN, 'a', 1_000));
      const before = [await queue(), await subject.store.messages.chats(USER_ID)];
      const renamed = { ...ANN, savedName: 'Somebody' };
      expect(shown(await merge('unknown', renamed))).toEqual([[1, 'a']]);
      expect(shown(await merge('ann', renamed))).toEqual([[1, 'a']]);
      expect(await merge('unknown', sampleChat('nobody'))).toEqual([]);
      expect([await queue(), await subject.store.messages.chats(USER_ID)]).toEqual(before);
    });

    it('merges the same chats once, however often it is asked', async () => {
      await accept(message(OLD, 'a', 1_000), message(ANN, 'b', 2_000));
      const first = await merge();
      expect(await merge()).toEqual(first);
      expect(await queue()).toEqual(first);
    });

    it('touches no other chat and no other bot', async () => {
      await accept(
        message(OLD, 'a', 1_000),
        message(ANN, 'b', 1_000),
        message(sampleChat('bob'), 'c', 1_000),
      );
      const other = await subject.lease('bert');
      await subject.store.messages.accept(other, [message(OLD, 'a', 1_000), message(ANN, 'b', 1_000)]);
      const theirs = await subject.store.messages.queue('bert');
      await merge();
      expect(await subject.store.messages.queue('bert')).toEqual(theirs);
      expect((await queue()).map(({ correspondentId }) => correspondentId)).toEqual(['ann', 'ann', 'bob']);
    });

    describe('a message that is recorded in both chats', () => {
      const history = { origin: 'history', state: 'said', originatingTime: 1 } as const;

      it('stays where it was queued in the new one', async () => {
        await accept(message(OLD, 'twice', 1_000), message(OLD, 'a', 1_000), message(ANN, 'twice', 2_000));
        expect(shown(await merge())).toEqual([
          [1, 'twice'],
          [3, 'a'],
        ]);
        expect((await accept(message(ANN, 'b', 3_000)))[0]?.id).toBe(4);
      });

      it.each([
        ['answered in the old one', '9@lid', 'answered', [2, 'twice']],
        ['answered in the new one', 'ann', 'answered', [1, 'twice']],
        ['cleared in the old one', '9@lid', 'cleared', undefined],
        ['cleared in the new one', 'ann', 'cleared', undefined],
      ] as const)('stays %s', async (_, correspondentId, state, inConversation) => {
        await accept(message(OLD, 'twice', 1_000), message(ANN, 'twice', 2_000));
        await settle(correspondentId, [1], state);
        expect(await merge()).toEqual([]);
        expect(await conversation()).toEqual(inConversation ? [inConversation] : []);
        expect(await accept(message(ANN, 'twice', 3_000))).toEqual([null]);
      });

      it('stays in the conversation rather than cleared', async () => {
        await accept(message(OLD, 'twice', 1_000), message(ANN, 'twice', 2_000));
        await settle('9@lid', [1], 'answered');
        await settle('ann', [1], 'cleared');
        await merge();
        expect(await conversation()).toEqual([[2, 'twice']]);
      });

      it('is not what synced history told of it', async () => {
        await accept(
          message(OLD, 'one', 1_000, history),
          message(ANN, 'one', 2_000),
          message(OLD, 'two', 3_000),
          message(ANN, 'two', 4_000, history),
        );
        expect(shown(await merge())).toEqual([
          [1, 'one'],
          [2, 'two'],
        ]);
        expect(await conversation()).toEqual([]);
      });

      it('is said once', async () => {
        await accept(said(OLD, 'twice', 1_000), said(ANN, 'twice', 2_000));
        await accept(message(OLD, 'synced', 1_000, history), message(ANN, 'synced', 2_000, history));
        await merge();
        expect(await conversation()).toEqual([
          [null, 'synced'],
          [null, 'twice'],
        ]);
      });

      it('is another one when the platform gave no id', async () => {
        const anonymous = { providerMessageId: null };
        await accept(message(OLD, 'a', 1_000, anonymous), message(ANN, 'a', 1_000, anonymous));
        expect(await merge()).toHaveLength(2);
      });

      it('is another one in groups when its sender is', async () => {
        const [old, group] = [sampleGroup('old'), sampleGroup('new')];
        const by = (chat: Chat, sender: string) =>
          message(chat, 'm', 1_000, { sender: partyOf(sampleChat(sender)) });
        await accept(by(old, 'x'), by(old, 'y'), by(group, 'y'));
        const merged = await merge('old', group);
        expect(merged.map(({ id, sender }) => [id, sender.identifier])).toEqual([
          [1, 'y'],
          [2, 'x'],
        ]);
      });
    });

    describe('turns', () => {
      const planned = sampleTurn({ correspondentId: '9@lid' });
      const parts = [samplePart({ state: 'acked', attempts: 1 }), samplePart({ messageId: 'reply-2' })];
      const decision = sampleDecision({ correspondentId: '9@lid', parts });

      beforeEach(async () => {
        await accept(message(ANN, 'a', 1_000), message(OLD, 'b', 2_000));
        await subject.store.turns.plan(await subject.lease(), [planned]);
      });

      it('ends a planned one; its messages wait on', async () => {
        await merge();
        expect(await subject.store.turns.open(USER_ID)).toEqual([]);
        expect((await queue()).map(({ id, state }) => [id, state])).toEqual([
          [1, 'waiting'],
          [2, 'waiting'],
        ]);
      });

      it('does so when the chat gets another identifier, too', async () => {
        await merge('9@lid', sampleChat('new', { alternateIdentifiers: ['9@lid'] }));
        expect(await subject.store.turns.open(USER_ID)).toEqual([]);
      });

      it('gives a decided one to the new chat, with its parts as they are', async () => {
        await subject.store.turns.decide(await subject.lease(), [decision]);
        await merge();
        expect(await subject.store.turns.open(USER_ID)).toEqual([
          { ...planned, correspondentId: 'ann', messageIds: [2], state: 'decided', parts },
        ]);
        expect(await subject.store.turns.sentText(USER_ID, 'reply-1')).toBe('hi there');
        const said = sampleReply({ chat: ANN, providerMessageId: 'reply-2' });
        const acked = {
          turnId: 'turn-1',
          index: 1,
          part: { ...samplePart(), messageId: 'reply-2' },
          isLast: true,
        };
        await subject.store.turns.advance(await subject.lease(), [{ ...acked, said }]);
        expect(await subject.store.turns.open(USER_ID)).toEqual([]);
        expect((await conversation()).map(([, content]) => content)).toEqual(['b', 'hi there']);
      });

      it('leaves those of others as they are', async () => {
        const own = sampleTurn({ turnId: 'own', correspondentId: 'ann' });
        const others = sampleTurn({ turnId: 'others', correspondentId: 'bob' });
        await subject.store.turns.plan(await subject.lease(), [own, others]);
        await merge();
        expect(await subject.store.turns.open(USER_ID)).toEqual([own, others]);
      });

      it('never plans an ended one again, and passes over its end', async () => {
        await merge();
        await subject.store.turns.park(await subject.lease(), planned.turnId, 'poison');
        expect(await queue()).toHaveLength(2);
      });
    });
  });

  describe('remembering', () => {
    const subject = useStore(options);

    it('takes up how known chats are called, as accepting does', async () => {
      const family = sampleGroup('family', { savedName: 'The family' });
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, [
        message({ ...ANN, pushName: 'nan' }, 'a', 1_000),
        message(family, 'b', 1_000),
      ]);
      await subject.store.messages.remember(lease, [
        sampleChat('ann', { alternateIdentifiers: ['8@lid'], savedName: 'Ann B.' }),
        sampleChat('stranger', { savedName: 'Stranger' }),
        { ...family, savedName: 'Family' },
      ]);
      const expected = [
        sampleChat('ann', { alternateIdentifiers: ['8@lid'], savedName: 'Ann B.', pushName: 'nan' }),
        { ...family, savedName: 'Family' },
      ];
      expect(await subject.store.messages.chats(USER_ID)).toEqual(expected);
      const store = options.isDurable ? await subject.reopen() : subject.store;
      expect(await store.messages.chats(USER_ID)).toEqual(expected);
      const [next] = await store.messages.accept(await subject.lease(), [message(ANN, 'c', 2_000)]);
      expect(next?.id).toBe(2);
    });

    it('keeps its chats apart from what was passed', async () => {
      const lease = await subject.lease();
      await subject.store.messages.accept(lease, [message(ANN, 'a', 1_000)]);
      const alternateIdentifiers = ['8@lid'];
      await subject.store.messages.remember(lease, [{ ...ANN, alternateIdentifiers }]);
      alternateIdentifiers.push('spoiled');
      const [chat] = await subject.store.messages.chats(USER_ID);
      expect(chat?.alternateIdentifiers).toEqual(['8@lid']);
    });
  });

  describe('a sender of a group', () => {
    const subject = useStore(options);
    const chat = sampleGroup('family');
    const dan = { identifier: 'dan', displayName: 'Dan', alternateIdentifiers: ['7@lid'] };
    const danAsLid = { identifier: '7@lid', displayName: 'Dan', alternateIdentifiers: [] };

    async function accept(...messages: Partial<NewMessage>[]): Promise<(number | null | undefined)[]> {
      const given = messages.map((each) => sampleMessage({ chat, ...each }));
      const accepted = await subject.store.messages.accept(await subject.lease(), given);
      return accepted.map((stored) => stored?.id);
    }

    it('is known by the id under which it wrote before', async () => {
      expect(await accept({ sender: danAsLid }, { sender: dan }, { sender: dan, origin: 'history' })).toEqual(
        [1, undefined, undefined],
      );
      expect(await subject.store.messages.queue(USER_ID)).toHaveLength(1);
    });

    it('gives the place of what synced history told under another id', async () => {
      const history = { origin: 'history', state: 'said' } as const;
      expect(await accept({ sender: danAsLid, ...history }, { sender: dan, ...history })).toEqual([
        null,
        undefined,
      ]);
      expect(await accept({ sender: dan })).toEqual([1]);
      expect(await subject.store.messages.conversation(USER_ID, 'family', ALL)).toEqual([]);
    });

    it('is no other member', async () => {
      const eve = { ...danAsLid, identifier: '6@lid' };
      expect(await accept({ sender: eve }, { sender: dan })).toEqual([1, 2]);
    });
  });
}
