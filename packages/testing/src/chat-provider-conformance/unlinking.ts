import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { TestedBot } from './tested-bot.ts';

async function checkForgotten(bot: TestedBot): Promise<void> {
  expect([...bot.credentials.entries.keys()], 'credentials that are left').toEqual([]);
  expect(await bot.isLinked()).toBe(false);
}

/** ChatSession.logout */
export const unlinkingChecks: readonly Check<ChatSubject, never>[] = [
  {
    title: 'ends the link at the platform and deletes the credentials',
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.logout();
      await checkForgotten(bot);
      expect(bot.account.isLinked).toBe(false);
    },
  },
  {
    title: 'is silent after a logout, and can be linked anew',
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.logout();
      await subject.meanwhile();
      const next = await subject.reopen(bot);
      await next.start();
      await next.link();
      await next.chatWith('ann');
    },
  },
  {
    title: 'deletes the credentials when the session never started',
    async run(subject) {
      const bot = await subject.reopen(await subject.linkedBot());
      await bot.logout();
      await checkForgotten(bot);
    },
  },
  {
    title: 'deletes the credentials when the platform cannot be reached',
    async run(subject) {
      const bot = await subject.linkedBot();
      const before = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', before);
      await bot.logout();
      await checkForgotten(bot);
    },
  },
  {
    title: 'does nothing without a link',
    async run(subject) {
      const bot = subject.bot();
      await bot.logout();
      await checkForgotten(bot);
    },
  },
  {
    title: 'deletes the credentials of this bot only',
    async run(subject) {
      const [bot, other] = [await subject.linkedBot(), await subject.linkedBot('bert')];
      const before = other.credentials.entries.size;
      await bot.logout();
      await checkForgotten(bot);
      expect(other.credentials.entries.size).toBeGreaterThanOrEqual(before);
      expect(await other.isLinked()).toBe(true);
      await subject.restart(other);
    },
  },
];
