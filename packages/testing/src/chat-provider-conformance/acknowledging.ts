import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { ChatSubject } from './chat-subject.ts';

function refusedCheck(refusals: number): Check<ChatSubject, never> {
  return {
    title: `hands over again what was not taken ${refusals === 1 ? 'once' : `${refusals} times`}, until it is, and then no more`,
    async run(subject) {
      const bot = await subject.linkedBot();
      bot.refuse(refusals);
      const { messageId } = await bot.account.writes('ann', 'precious words');
      for (let count = 1; count <= refusals; count += 1) {
        await bot.offers(count);
        await bot.account.redeliver();
      }
      await bot.accepts('precious words');
      await bot.acknowledges();
      await bot.chatWith('bob');
      expect(bot.accepted.map(({ content }) => content)).toEqual(['precious words', 'bob begins to write']);
      const ids = bot.offered.slice(0, refusals + 1).map(({ providerMessageId }) => providerMessageId);
      expect(ids).toEqual(Array.from({ length: refusals + 1 }, () => messageId));
    },
  };
}

/** ChatEvents.accept: when the platform may forget a message. */
export const acknowledgingChecks: readonly Check<ChatSubject, never>[] = [
  {
    title: 'acknowledges a message when it was taken, not before',
    async run(subject) {
      const bot = await subject.linkedBot();
      const release = bot.holdAcceptance();
      const { messageId } = await bot.account.writes('ann', 'precious words');
      await bot.offers(1);
      await manyTurns();
      expect(bot.account.unacknowledged).toEqual([messageId]);
      release();
      await bot.acknowledges();
      expect(bot.accepted).toHaveLength(1);
    },
  },
  {
    title: 'does not acknowledge a message that was not taken',
    async run(subject) {
      const bot = await subject.linkedBot();
      bot.refuse(Number.POSITIVE_INFINITY);
      const { messageId } = await bot.account.writes('ann', 'precious words');
      await bot.offers(1);
      await manyTurns();
      expect(bot.accepted).toEqual([]);
      expect(bot.account.unacknowledged).toEqual([messageId]);
    },
  },
  refusedCheck(1),
  refusedCheck(3),
  {
    title: 'loses none of several messages of which one was not taken',
    async run(subject) {
      const bot = await subject.linkedBot();
      const texts = ['the first of them', 'the second of them', 'the third of them'];
      bot.refuse(1);
      for (const text of texts) await bot.account.writes('ann', text);
      await bot.offers(1);
      await bot.account.redeliver();
      for (const text of texts) await bot.accepts(text);
      await bot.acknowledges();
      expect(bot.accepted.map(({ content }) => content).sort()).toEqual([...texts].sort());
    },
  },
  {
    title: 'gets after a restart what was not taken before',
    async run(subject) {
      const first = await subject.linkedBot();
      first.refuse(Number.POSITIVE_INFINITY);
      const { messageId } = await first.account.writes('ann', 'precious words');
      await first.offers(1);
      const next = await subject.restart(first);
      expect(await next.accepts('precious words')).toMatchObject({ providerMessageId: messageId });
      await next.acknowledges();
      await next.chatWith('ann');
      expect(next.accepted).toHaveLength(2);
    },
  },
];
