import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { ChatSubject } from './chat-subject.ts';

/** ChatSession: it reconnects by itself. */
export const reconnectingChecks: readonly Check<ChatSubject, never>[] = [
  {
    title: 'connects again by itself after the connection was lost, says so, and shows no QR',
    async run(subject) {
      const bot = await subject.linkedBot();
      const before = bot.reports.length;
      bot.account.cut();
      await bot.hasReported('connecting', before);
      await bot.hasReported('connected', before);
      const statuses = bot.reports.slice(before).map(({ status }) => status);
      expect(statuses.slice(0, 1), 'the loss is told first').toEqual(['connecting']);
      expect(statuses).not.toContain('linking');
      expect(statuses, 'that is for the end').not.toContain('disconnected');
    },
  },
  {
    title: 'receives and sends after each of several losses',
    async run(subject) {
      const bot = await subject.linkedBot();
      const chatId = await bot.chatWith('ann');
      for (let round = 1; round <= 3; round += 1) {
        const before = bot.reports.length;
        bot.account.cut();
        await bot.hasReported('connected', before);
        await bot.account.writes('ann', `question number ${round}`);
        await bot.accepts(`question number ${round}`);
        await bot.send(chatId, `answer number ${round}`);
        await bot.isSeenBy('ann', round);
      }
      await bot.acknowledges();
      expect(bot.accepted).toHaveLength(4);
    },
  },
  {
    title: 'waits for a platform that cannot be reached, and then gets what was written meanwhile, once',
    async run(subject) {
      const bot = await subject.linkedBot();
      const before = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', before);
      await bot.account.writes('ann', 'can you hear me?');
      await manyTurns();
      expect(bot.offered).toEqual([]);
      expect(bot.reports.slice(before).filter(({ status }) => status !== 'connecting')).toEqual([]);
      await bot.account.comeUp();
      await bot.hasReported('connected', before);
      await bot.accepts('can you hear me?');
      await bot.acknowledges();
      await bot.chatWith('ann');
      expect(bot.accepted).toHaveLength(2);
    },
  },
  {
    title: 'stops while the platform cannot be reached, and does not come back with it',
    async run(subject) {
      const bot = await subject.linkedBot();
      const before = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', before);
      await bot.stop();
      await bot.account.comeUp();
      await subject.meanwhile();
      expect(bot.lateEvents).toEqual([]);
      expect(await bot.isLinked()).toBe(true);
    },
  },
];
