import { type NewMessage, partyOf, type StoredMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleReply } from '../sample-messages.ts';
import { sampleTrackedMessage } from '../sample-tracking.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';
import { TrackingSubject } from './tracking-subject.ts';

const NEVER = Number.NEGATIVE_INFINITY;
const FAMILY = sampleGroup();

/** A message of a time; its id of the platform tells the time, too. */
function messageAt(acceptedTime: number, more: Partial<NewMessage> = {}): NewMessage {
  return sampleMessage({ acceptedTime, providerMessageId: `at-${acceptedTime}`, ...more });
}

/** RetentionStore.reduce */
export function testRetaining(options: StoreConformanceOptions): void {
  describe('retention', () => {
    const subject = useStore(options);
    const tracking = new TrackingSubject(subject);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function settle(ids: number[], state: 'answered' | 'evicted' = 'answered'): Promise<void> {
      const settlement = { correspondentId: 'ann', ids, state, reason: null };
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    /** Takes away all that is old; tells in how many steps. */
    async function reduce(textsBefore: number, idsBefore = NEVER, count = 100): Promise<number> {
      let steps = 1;
      while (await subject.store.retention.reduce({ textsBefore, idsBefore }, count)) {
        steps += 1;
        if (steps > 1_000) throw new Error('There is always more to reduce.');
      }
      return steps;
    }

    async function contents(correspondentId = 'ann'): Promise<string[]> {
      const wanted = { limit: 100, since: 0 };
      const messages = await subject.store.messages.conversation(USER_ID, correspondentId, wanted);
      return messages.map(({ content }) => content);
    }

    async function queued(): Promise<(number | null)[]> {
      return (await subject.store.messages.queue(USER_ID)).map(({ id }) => id);
    }

    it('takes what is old out of the conversation, and nothing that is newer', async () => {
      await accept(messageAt(1), messageAt(2), messageAt(3));
      await settle([1, 2, 3]);
      await accept(sampleReply({ acceptedTime: 4, providerMessageId: 'reply', content: 'newest' }));
      await reduce(3);
      expect(await contents()).toEqual(['hello', 'newest']);
      await subject.reopen();
      expect(await contents()).toHaveLength(2);
      await reduce(5);
      expect(await contents()).toEqual([]);
    });

    it('still knows what it has reduced', async () => {
      const old = messageAt(1);
      await accept(old);
      await settle([1]);
      await reduce(2);
      expect(await accept(old)).toEqual([null]);
      await subject.reopen();
      expect(await accept(old, messageAt(5))).toMatchObject([null, { id: 2 }]);
    });

    it('still knows it in a group by any id of its sender', async () => {
      const sender = partyOf(sampleChat('bob', { alternateIdentifiers: ['bob-lid'] }));
      const old = messageAt(1, { chat: FAMILY, sender });
      await accept(old);
      await subject.store.messages.settle(await subject.lease(), [
        { correspondentId: FAMILY.identifier, ids: [1], state: 'evicted', reason: 'age' },
      ]);
      await reduce(2);
      const other = { ...sender, identifier: 'bob-lid', alternateIdentifiers: ['bob'] };
      expect(await accept(old, { ...old, sender: other })).toEqual([null, null]);
    });

    it('does not know any more what is older still, and gives no id again', async () => {
      await accept(messageAt(1), messageAt(2));
      await settle([1, 2]);
      await reduce(3, 3);
      await subject.reopen();
      expect(await accept(messageAt(1))).toMatchObject([{ id: 3, content: 'hello' }]);
      await settle([3]);
      expect(await contents()).toHaveLength(1);
    });

    it('lets messages that come afterwards stand behind those that are gone', async () => {
      await accept(messageAt(50));
      await settle([1]);
      await reduce(60, 60);
      await subject.reopen();
      // The clock was set back.
      await accept(messageAt(20), messageAt(70));
      await settle([2, 3]);
      await reduce(60);
      expect(await contents()).toHaveLength(1);
    });

    it('leaves what is queued, however old', async () => {
      await accept(messageAt(1), messageAt(2, { state: 'collected' }));
      const before = await subject.store.messages.queue(USER_ID);
      await reduce(100, 100);
      expect(await subject.store.messages.queue(USER_ID)).toEqual(before);
      await settle([1], 'evicted');
      await reduce(100, 100);
      expect(await queued()).toEqual([2]);
      expect(await accept(messageAt(1), messageAt(2))).toMatchObject([{ id: 3 }, null]);
    });

    it('takes synced history by its own time', async () => {
      const history = { origin: 'history', state: 'said', acceptedTime: 100 } as const;
      await accept(
        sampleMessage({ ...history, originatingTime: 5, providerMessageId: 'old', content: 'old' }),
        sampleMessage({ ...history, originatingTime: 50, providerMessageId: 'new', content: 'new' }),
      );
      await reduce(10);
      expect(await contents()).toEqual(['new']);
    });

    it('lets an edit that comes late bring nothing back', async () => {
      await accept(messageAt(1));
      await settle([1]);
      await reduce(2);
      const revision = {
        correspondentId: 'ann',
        senderIds: ['ann'],
        source: 'user',
        providerMessageId: 'at-1',
      } as const;
      const lease = await subject.lease();
      const revised = await subject.store.messages.revise(lease, [
        { ...revision, content: 'back again' },
        { ...revision, content: null },
      ]);
      expect(revised).toEqual([null, null]);
      expect(await contents()).toEqual([]);
    });

    it('keeps ids and what it knows when two contacts become one', async () => {
      const lid = sampleChat('9@lid');
      await accept(messageAt(1), messageAt(2, { chat: lid, sender: partyOf(lid) }));
      const answered = { ids: [1], state: 'answered', reason: null } as const;
      await subject.store.messages.settle(await subject.lease(), [
        { correspondentId: 'ann', ...answered },
        { correspondentId: '9@lid', ...answered },
      ]);
      await reduce(10);
      await subject.store.messages.merge(await subject.lease(), '9@lid', sampleChat('ann'));
      expect(await accept(messageAt(1), messageAt(2), messageAt(11))).toMatchObject([null, null, { id: 3 }]);
      await settle([3]);
      await reduce(20, 20);
      await subject.reopen();
      expect(await accept(messageAt(21))).toMatchObject([{ id: 4 }]);
    });

    it('takes the texts that turns have sent which are over, and leaves open ones', async () => {
      const lease = await subject.lease();
      const { turns } = subject.store;
      const plan = (turnId: string, plannedTime: number) =>
        turns.plan(lease, [sampleTurn({ turnId, plannedTime })]);
      const decide = (turnId: string) =>
        turns.decide(lease, [
          sampleDecision({ turnId, messageIds: [], parts: [samplePart({ messageId: `sent-${turnId}` })] }),
        ]);
      const end = (turnId: string) =>
        turns.advance(lease, [
          {
            turnId,
            index: 0,
            part: samplePart({ messageId: `sent-${turnId}`, state: 'acked' }),
            isLast: true,
          },
        ]);
      for (const [turnId, plannedTime] of [
        ['old', 1],
        ['new', 10],
        ['open', 1],
      ] as const) {
        await plan(turnId, plannedTime);
        await decide(turnId);
        if (turnId !== 'open') await end(turnId);
      }
      await plan('planned', 1);
      const open = await turns.open(USER_ID);
      await reduce(5);
      expect(await turns.sentText(USER_ID, 'sent-old')).toBeNull();
      expect(await turns.sentText(USER_ID, 'sent-new')).toBe('hi there');
      expect(await turns.sentText(USER_ID, 'sent-open')).toBe('hi there');
      expect(await turns.open(USER_ID)).toEqual(open);
    });

    it('goes on step by step, each of them bounded', async () => {
      const times = Array.from({ length: 25 }, (_, index) => index + 1);
      await accept(...times.map((time) => messageAt(time)));
      await settle(times);
      for (let left = 25; left > 0; left = (await contents()).length) {
        await subject.store.retention.reduce({ textsBefore: 100, idsBefore: NEVER }, 4);
        expect(left - (await contents()).length).toBeLessThanOrEqual(4);
      }
      expect(await reduce(100)).toBe(1);
    });

    it('is about all bots, without a lease, and is harmless when it is done twice at once', async () => {
      for (const userId of ['anna', 'bert']) {
        const lease = await subject.lease(userId);
        const said = sampleReply({ acceptedTime: 1, providerMessageId: 'said' });
        await subject.store.messages.accept(lease, [said]);
        await subject.store.leases.release(lease);
      }
      await Promise.all([reduce(2), reduce(2)]);
      for (const userId of ['anna', 'bert'])
        expect(await subject.store.messages.conversation(userId, 'ann', { limit: 9, since: 0 })).toEqual([]);
    });

    it('leaves what is tracked of groups', async () => {
      await tracking.trackFrom(0);
      await tracking.record(sampleTrackedMessage('a', 5), sampleTrackedMessage('b', 15));
      await tracking.cut(10);
      const before = await tracking.periods();
      await reduce(100, 100);
      expect(await tracking.periods()).toEqual(before);
      await tracking.cut(20);
      expect(await tracking.lines({ last: 1 })).toEqual(['10-20: b']);
    });
  });
}
