import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';
import { checkReport } from './standing-promises.ts';

/** ChatProvider.open, ChatProvider.isLinked and ChatSession.start */
export const linkingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'does not connect when a session is opened',
    async run(subject) {
      const linked = await subject.linkedBot();
      const opened = await subject.reopen(linked);
      const { messageId } = await opened.account.writes('ann', 'is anybody there?');
      await subject.meanwhile();
      expect(opened.reports).toEqual([]);
      expect(opened.offered).toEqual([]);
      expect(opened.account.unacknowledged).toEqual([messageId]);
    },
  },
  {
    title: 'shows a QR as text and as a picture when there are no credentials',
    async run(subject) {
      const bot = subject.bot();
      await bot.start();
      const report = await bot.hasReported('linking');
      checkReport(report);
      expect(bot.reports.map(({ status }) => status)).not.toContain('connected');
    },
  },
  {
    title: 'is linked after the scan, not before',
    async run(subject) {
      const bot = subject.bot();
      expect(await bot.isLinked()).toBe(false);
      await bot.start();
      await bot.hasReported('linking');
      expect(await bot.isLinked()).toBe(false);
      await bot.link();
      expect(await bot.isLinked()).toBe(true);
      expect(bot.account.isLinked).toBe(true);
    },
  },
  {
    title: 'is not linked when it was stopped before the scan, and shows a QR the next time',
    async run(subject) {
      const first = subject.bot();
      await first.start();
      await first.hasReported('linking');
      const next = await subject.reopen(first);
      expect(await next.isLinked()).toBe(false);
      await next.start();
      await next.link();
    },
  },
  {
    title: 'says at each moment of linking where it is, in order',
    async run(subject) {
      const bot = await subject.linkedBot();
      const statuses = bot.reports.map(({ status }) => status);
      expect(statuses.at(-1)).toBe('connected');
      expect(statuses.indexOf('linking'), 'a QR before the connection').toBeGreaterThanOrEqual(0);
      expect(statuses, 'nothing went wrong').not.toContain('disconnected');
    },
  },
  {
    title: 'connects on stored credentials without a QR',
    async run(subject) {
      const next = await subject.restart(await subject.linkedBot());
      expect(next.reports.filter(({ status, qr }) => status === 'linking' || qr)).toEqual([]);
      expect(await next.isLinked()).toBe(true);
    },
  },
  {
    title: 'says so when the owner ends the link, and shows a QR the next time',
    needs: ['unlinking'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.unlink?.();
      await bot.hasReported('disconnected', 0, 'logged_out');
      await manyTurns();
      expect(bot.reports.at(-1), 'it does not come back').toMatchObject({ status: 'disconnected' });
      const next = await subject.reopen(bot);
      expect(await next.isLinked()).toBe(false);
      await next.start();
      await next.link();
    },
  },
];
