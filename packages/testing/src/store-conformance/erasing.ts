import { type Chat, type NewMessage, partyOf, type StoredMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage } from '../sample-messages.ts';
import { sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';
import { TrackingSubject } from './tracking-subject.ts';

const ANN = sampleChat('ann', { alternateIdentifiers: ['ann-lid'], savedName: 'Ann' });
const BOB = sampleChat('bob');
const FAMILY = sampleGroup();
const ALL = { limit: 100, since: 0 };

/** RetentionStore.erase */
export function testErasing(options: StoreConformanceOptions): void {
  describe('erasing', () => {
    const subject = useStore(options);
    const tracking = new TrackingSubject(subject);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function settle(correspondentId: string, ids: number[]): Promise<void> {
      const settlement = { correspondentId, ids, state: 'answered', reason: null } as const;
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    /** Erases a contact; tells in how many steps. */
    async function erase(chat: Chat, count = 100): Promise<number> {
      const lease = await subject.lease();
      let steps = 0;
      while ((await subject.store.retention.erase(lease, chat, count)) > 0) steps += 1;
      return steps;
    }

    async function said(correspondentId: string): Promise<string[]> {
      const messages = await subject.store.messages.conversation(USER_ID, correspondentId, ALL);
      return messages.map(({ content }) => content);
    }

    async function queued(): Promise<string[]> {
      return (await subject.store.messages.queue(USER_ID)).map(({ content }) => content);
    }

    function from(chat: Chat, providerMessageId: string, more: Partial<NewMessage> = {}): NewMessage {
      return sampleMessage({ chat, providerMessageId, content: providerMessageId, ...more });
    }

    it('leaves nothing of a chat, and everything of others', async () => {
      await accept(from(ANN, 'said'), from(ANN, 'queued'), from(BOB, 'theirs'), from(BOB, 'waits'));
      await settle('ann', [1]);
      await settle('bob', [1]);
      await erase(ANN);
      await subject.reopen();
      expect((await subject.store.messages.chats(USER_ID)).map(({ identifier }) => identifier)).toEqual([
        'bob',
      ]);
      expect(await said('ann')).toEqual([]);
      expect(await said('bob')).toEqual(['theirs']);
      expect(await queued()).toEqual(['waits']);
      expect(await accept(from(ANN, 'said'))).toMatchObject([{ id: 1 }]);
    });

    it('ends its turns, and forgets what they have sent', async () => {
      const lease = await subject.lease();
      const { turns } = subject.store;
      for (const [turnId, correspondentId] of [
        ['a', 'ann'],
        ['b', 'ann-lid'],
        ['c', 'bob'],
      ] as const) {
        await turns.plan(lease, [sampleTurn({ turnId, correspondentId, messageIds: [] })]);
        const parts = [samplePart({ messageId: `sent-${turnId}` })];
        await turns.decide(lease, [sampleDecision({ turnId, correspondentId, messageIds: [], parts })]);
      }
      await turns.advance(lease, [
        { turnId: 'a', index: 0, part: samplePart({ messageId: 'sent-a', state: 'acked' }), isLast: true },
      ]);
      await erase(ANN);
      expect((await turns.open(USER_ID)).map(({ turnId }) => turnId)).toEqual(['c']);
      expect(await turns.sentText(USER_ID, 'sent-a')).toBeNull();
      expect(await turns.sentText(USER_ID, 'sent-b')).toBeNull();
      expect(await turns.sentText(USER_ID, 'sent-c')).toBe('hi there');
      await subject.reopen();
      expect((await subject.store.turns.open(USER_ID)).map(({ turnId }) => turnId)).toEqual(['c']);
    });

    it('does not let a turn that is gone come back with how its parts fared', async () => {
      const lease = await subject.lease();
      const { messages, turns } = subject.store;
      await messages.accept(lease, [from(ANN, 'asked')]);
      await turns.plan(lease, [sampleTurn()]);
      await turns.decide(lease, [sampleDecision()]);
      // Under one lease, as a bot that runs does it.
      while ((await subject.store.retention.erase(lease, ANN, 100)) > 0);
      await turns.advance(lease, [
        { turnId: 'turn-1', index: 0, part: samplePart({ state: 'acked' }), isLast: true },
      ]);
      expect(await turns.sentText(USER_ID, 'reply-1')).toBeNull();
    });

    it('takes what a person wrote in groups, by any id, and leaves what others wrote', async () => {
      const lid = { ...partyOf(ANN), identifier: 'another-lid', alternateIdentifiers: ['ann'] };
      const old = from(FAMILY, 'by lid', { sender: lid });
      await accept(
        old,
        from(FAMILY, 'by phone', { sender: partyOf(ANN) }),
        from(FAMILY, 'others', { sender: partyOf(BOB) }),
      );
      await settle('family', [1]);
      await erase(ANN);
      expect(await queued()).toEqual(['others']);
      expect(await said('family')).toEqual([]);
      // It is still known, so that it does not come back.
      expect(await accept(old, from(FAMILY, 'next', { sender: partyOf(BOB) }))).toMatchObject([
        null,
        { id: 4 },
      ]);
    });

    it('takes text and name out of what is tracked, with the digests of it', async () => {
      await tracking.trackFrom(0);
      const sender = { identifier: 'x', displayName: 'Ann', alternateIdentifiers: ['ann-lid'] };
      const own = sampleTrackedMessage('own', 5, { sender });
      await tracking.record(
        own,
        sampleTrackedMessage('theirs', 6, { sender: partyOf(BOB) }),
        sampleTrackedMessage('later', 15, { sender: partyOf(BOB) }),
        sampleTrackedMessage('open', 25, { sender }),
      );
      await tracking.cut(10, 20);
      const lease = await subject.lease();
      for (const end of [10, 20])
        await subject.store.tracking.setDigest(lease, 'family', end, `digest ${end}`);
      await erase(ANN);
      await tracking.cut(30);
      await tracking.record(own);
      expect(await tracking.lines()).toEqual(['0-10:  theirs', '10-20: later', '20-30: ']);
      const periods = (await tracking.periods()).reverse();
      expect(periods.map(({ digest }) => digest)).toEqual([null, 'digest 20', null]);
      expect(JSON.stringify(periods)).not.toContain('Ann');
    });

    it('takes the periods of a group, and what its open window holds; it is tracked on', async () => {
      await tracking.track([sampleTrackedGroup('family'), sampleTrackedGroup('zoo')]);
      const lease = await subject.lease();
      for (const groupId of ['family', 'zoo']) {
        await subject.store.tracking.record(lease, groupId, [
          sampleTrackedMessage('cut', 5),
          sampleTrackedMessage('open', 15),
        ]);
        await subject.store.tracking.cut(lease, groupId, [10], 10);
      }
      await accept(from(FAMILY, 'said', { sender: partyOf(BOB) }));
      await erase(FAMILY);
      await tracking.cut(20);
      expect(await tracking.lines()).toEqual(['10-20:']);
      expect((await tracking.periods({}, 'zoo')).map(({ messages }) => messages.length)).toEqual([1]);
      expect(await queued()).toEqual([]);
    });

    it('goes on step by step, and ends when it is called again after it was cut off', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `m-${index}`);
      await accept(...ids.map((id) => from(ANN, id)));
      await subject.store.retention.erase(await subject.lease(), ANN, 4);
      await subject.reopen();
      expect(await subject.store.messages.chats(USER_ID)).toHaveLength(options.isDurable ? 1 : 0);
      await erase(ANN, 4);
      expect(await queued()).toEqual([]);
      expect(await subject.store.messages.chats(USER_ID)).toEqual([]);
      expect(await erase(ANN)).toBe(0);
    });

    it('needs a lease that is valid', async () => {
      const lease = await subject.lease();
      await accept(from(ANN, 'said'));
      await subject.lease();
      await expect(subject.store.retention.erase(lease, ANN, 10)).rejects.toMatchObject({ code: 'fenced' });
      expect(await queued()).toEqual(['said']);
    });
  });
}
