import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';

/** ChatSession.stop */
export const stoppingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'keeps the credentials',
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.stop();
      expect(await bot.isLinked()).toBe(true);
      expect(bot.account.isLinked).toBe(true);
    },
  },
  {
    title: 'tells nothing when it has stopped, whatever happens',
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.stop();
      const { messageId } = await bot.account.writes('ann', 'are you gone?');
      await subject.meanwhile();
      expect(bot.lateEvents).toEqual([]);
      expect(bot.account.unacknowledged).toEqual([messageId]);
    },
  },
  {
    title: 'gives no error for a stop that was asked for',
    async run(subject) {
      const bot = await subject.linkedBot();
      const before = bot.reports.length;
      await bot.stop();
      expect(bot.reports.slice(before).filter(({ error }) => error)).toEqual([]);
    },
  },
  {
    title: 'may be stopped twice, at the same time too, and before it was started',
    async run(subject) {
      const unstarted = subject.bot('bert');
      await unstarted.stop();
      expect(unstarted.reports.filter(({ status }) => status !== 'disconnected')).toEqual([]);
      const bot = await subject.linkedBot();
      await Promise.all([bot.stop(), bot.stop()]);
      await bot.stop();
    },
  },
  {
    title: 'may be stopped at once after the start, and while it shows a QR',
    async run(subject) {
      const linking = subject.bot('bert');
      await linking.start();
      await linking.hasReported('linking');
      await linking.stop();
      const connecting = await subject.reopen(await subject.linkedBot());
      await connecting.start();
      await connecting.stop();
      expect(await connecting.isLinked()).toBe(true);
    },
  },
  {
    title: 'gets what was written while it was stopped, once, and knows that it waited',
    async run(subject) {
      const first = await subject.linkedBot();
      await first.stop();
      for (const text of ['one message', 'another message']) await first.account.writes('ann', text);
      const next = await subject.restart(first);
      await next.accepts('another message');
      await next.chatWith('ann');
      await next.acknowledges();
      expect(next.accepted.map(({ content, origin }) => [content, origin])).toEqual([
        ['one message', 'offline'],
        ['another message', 'offline'],
        ['ann begins to write', 'live'],
      ]);
    },
  },
  {
    title: 'fails a send that waits for its acknowledgement as closed',
    needs: ['lost_acknowledgements'],
    async run(subject) {
      const bot = await subject.linkedBot();
      const chatId = await bot.chatWith('ann');
      bot.account.loseAcknowledgements?.(true);
      const outcome = bot.begin(chatId, 'will you hear this?', bot.newMessageId()).then(
        () => null,
        (error: unknown) => error,
      );
      await bot.isSeenBy('ann', 1);
      await bot.stop();
      expect(await outcome).toMatchObject({ name: 'SendError', kind: 'closed' });
    },
  },
];
