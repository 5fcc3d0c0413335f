import type { Store } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleMessages, sampleReply } from '../sample-messages.ts';
import { sampleTrackedMessage } from '../sample-tracking.ts';
import { sampleDecision, samplePart, sampleTurn } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';
import { TrackingSubject } from './tracking-subject.ts';

const NOTHING = { queue: [], said: [], chats: [], turns: [], sentTexts: [null, null] };

/** All that is to go. */
async function conversationsOf({ messages, turns }: Store, userId: string): Promise<unknown> {
  return {
    queue: await messages.queue(userId),
    said: await messages.conversation(userId, 'ann', { limit: 100, since: 0 }),
    chats: await messages.chats(userId),
    turns: await turns.open(userId),
    sentTexts: [await turns.sentText(userId, 'sent-over'), await turns.sentText(userId, 'sent-open')],
  };
}

/** RetentionStore.eraseBot */
export function testErasingBots(options: StoreConformanceOptions): void {
  describe('erasing all conversations of a bot', () => {
    const subject = useStore(options);
    const tracking = new TrackingSubject(subject);

    /** Messages in every state, and turns that are open and over. */
    async function fill(userId: string): Promise<void> {
      const lease = await subject.lease(userId);
      const { messages, turns } = subject.store;
      await messages.accept(lease, [
        ...sampleMessages(6),
        ...sampleMessages(2, { chat: sampleGroup() }),
        sampleMessage({ chat: sampleChat('bob') }),
        sampleMessage({ chat: sampleChat('old'), origin: 'history' }),
        sampleReply(),
      ]);
      for (const [index, state] of (['answered', 'evicted', 'cleared', 'parked'] as const).entries())
        await messages.settle(lease, [{ correspondentId: 'ann', ids: [index + 1], state, reason: null }]);
      await turns.plan(lease, [sampleTurn({ turnId: 'planned', messageIds: [5] })]);
      for (const turnId of ['over', 'open']) {
        const parts = [samplePart({ messageId: `sent-${turnId}` })];
        await turns.decide(lease, [sampleDecision({ turnId, messageIds: [], parts })]);
      }
      const acked = samplePart({ messageId: 'sent-over', state: 'acked' });
      await turns.advance(lease, [{ turnId: 'over', index: 0, part: acked, isLast: true }]);
    }

    /** Tells in how many steps. */
    async function erase(count = 100): Promise<number> {
      const lease = await subject.lease();
      let steps = 0;
      while ((await subject.store.retention.eraseBot(lease, count)) > 0) steps += 1;
      return steps;
    }

    beforeEach(async () => {
      for (const userId of [USER_ID, 'bert']) await fill(userId);
    });

    it('leaves nothing of the conversations, also when the store is opened again', async () => {
      await erase();
      expect(await conversationsOf(subject.store, USER_ID)).toEqual(NOTHING);
      await subject.reopen();
      expect(await conversationsOf(subject.store, USER_ID)).toEqual(NOTHING);
    });

    it('leaves everything of other bots', async () => {
      const before = await conversationsOf(subject.store, 'bert');
      await erase();
      expect(await conversationsOf(subject.store, 'bert')).toEqual(before);
      await subject.reopen();
      expect(await conversationsOf(subject.store, 'bert')).toEqual(before);
    });

    it('leaves what is tracked of groups, configurations, credentials and leases', async () => {
      const { store } = subject;
      await tracking.trackFrom(0);
      await tracking.record(sampleTrackedMessage('cut', 5), sampleTrackedMessage('open', 15));
      await tracking.cut(10);
      await store.configurations.save(USER_ID, { version: 1 });
      const lease = await subject.lease();
      await store.credentials(USER_ID, 'provider', lease).set(new Map([['key', 'value']]));
      while ((await store.retention.eraseBot(lease, 100)) > 0);
      expect(await store.leases.renew(lease)).toBe(true);
      await tracking.cut(20);
      expect(await tracking.lines()).toEqual(['0-10: cut', '10-20: open']);
      expect(await store.configurations.get(USER_ID)).toMatchObject({ revision: 1 });
      expect((await store.credentials(USER_ID, 'provider').get(['key'])).get('key')).toBe('value');
    });

    it('lets everything begin anew under the same lease, as if nothing had been', async () => {
      const lease = await subject.lease();
      const { messages, retention, turns } = subject.store;
      while ((await retention.eraseBot(lease, 100)) > 0);
      const accepted = await messages.accept(lease, sampleMessages(2));
      expect(accepted.map((message) => message?.id)).toEqual([1, 2]);
      await turns.advance(lease, [
        { turnId: 'open', index: 0, part: samplePart({ messageId: 'sent-open' }), isLast: true },
      ]);
      expect(await turns.sentText(USER_ID, 'sent-open')).toBeNull();
      expect(await turns.open(USER_ID)).toEqual([]);
      expect(await messages.chats(USER_ID)).toEqual([sampleChat()]);
    });

    it('goes on step by step, and ends when it is called again after it was cut off', async () => {
      expect(await subject.store.retention.eraseBot(await subject.lease(), 2)).toBeGreaterThan(0);
      await subject.reopen();
      if (options.isDurable) expect(await conversationsOf(subject.store, USER_ID)).not.toEqual(NOTHING);
      const steps = await erase(2);
      if (options.isDurable) expect(steps).toBeGreaterThan(3);
      expect(await conversationsOf(subject.store, USER_ID)).toEqual(NOTHING);
      expect(await erase()).toBe(0);
    });

    it('has nothing to do for a bot that is not known', async () => {
      expect(await subject.store.retention.eraseBot(await subject.lease('carla'), 100)).toBe(0);
    });
  });
}
