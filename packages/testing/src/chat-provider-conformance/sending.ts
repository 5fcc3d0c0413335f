import { SendError, type SendErrorKind } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { hasSettled, manyTurns } from '../conformance/event-loop.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';
import { EXACT_TEXTS } from './receiving.ts';

/** The kind of the failure; the error itself when it is none of the contract. */
async function failureOf(sending: Promise<void>): Promise<unknown> {
  const error = await sending.then(
    () => 'it was sent',
    (thrown: unknown) => thrown,
  );
  return error instanceof SendError ? error.kind : error;
}

/** ChatSession.send */
export const sendingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'sends a text under the given id to the chat of a message',
    async run(subject) {
      const bot = await subject.linkedBot();
      const messageId = bot.newMessageId();
      await bot.send(await bot.chatWith('ann'), 'hello Ann', messageId);
      await bot.isSeenBy('ann', 1);
      expect(bot.account.seenBy('ann')).toEqual([{ messageId, text: 'hello Ann' }]);
      expect(bot.account.seenBy('bob')).toEqual([]);
    },
  },
  {
    title: 'sends every text as it is, in order',
    async run(subject) {
      const bot = await subject.linkedBot();
      const chatId = await bot.chatWith('ann');
      for (const text of EXACT_TEXTS) await bot.send(chatId, text);
      await bot.isSeenBy('ann', EXACT_TEXTS.length);
      expect(bot.account.seenBy('ann').map(({ text }) => text)).toEqual([...EXACT_TEXTS]);
    },
  },
  {
    title: 'sends to several chats at the same time',
    async run(subject) {
      const bot = await subject.linkedBot();
      const [ann, bob] = [await bot.chatWith('ann'), await bot.chatWith('bob')];
      await Promise.all([bot.send(ann, 'this is for Ann'), bot.send(bob, 'this is for Bob')]);
      await Promise.all([bot.isSeenBy('ann', 1), bot.isSeenBy('bob', 1)]);
      expect(bot.account.seenBy('ann')).toMatchObject([{ text: 'this is for Ann' }]);
      expect(bot.account.seenBy('bob')).toMatchObject([{ text: 'this is for Bob' }]);
    },
  },
  {
    title: 'does not take what it sent itself for something that a person wrote',
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.send(await bot.chatWith('ann'), 'my own words');
      await bot.isSeenBy('ann', 1);
      await bot.chatWith('bob');
      const own = bot.offered.filter(({ content }) => content === 'my own words');
      expect(own.filter(({ source }) => source === 'user')).toEqual([]);
    },
  },
  {
    title: 'shows a message that was sent again under its id once',
    async run(subject) {
      const bot = await subject.linkedBot();
      const [chatId, messageId] = [await bot.chatWith('ann'), bot.newMessageId()];
      await bot.send(chatId, 'said twice', messageId);
      await bot.send(chatId, 'said twice', messageId);
      await bot.send(chatId, 'said after it');
      await bot.isSeenBy('ann', 2);
      expect(bot.account.seenBy('ann').map(({ text }) => text)).toEqual(['said twice', 'said after it']);
    },
  },
  {
    title: 'shows a message once that is sent again by the next process',
    async run(subject) {
      const first = await subject.linkedBot();
      const [chatId, messageId] = [await first.chatWith('ann'), first.newMessageId()];
      await first.send(chatId, 'said twice', messageId);
      const next = await subject.restart(first);
      await next.send(chatId, 'said twice', messageId);
      await next.send(chatId, 'said after it', first.newMessageId());
      await next.isSeenBy('ann', 2);
      expect(next.account.seenBy('ann').map(({ text }) => text)).toEqual(['said twice', 'said after it']);
    },
  },
  {
    title: 'resolves when the platform has acknowledged, not before; sent again, it is shown once',
    needs: ['lost_acknowledgements'],
    async run(subject) {
      const bot = await subject.linkedBot();
      const [chatId, messageId] = [await bot.chatWith('ann'), bot.newMessageId()];
      bot.account.loseAcknowledgements?.(true);
      const sending = bot.begin(chatId, 'did this arrive?', messageId);
      const failure = failureOf(sending);
      await bot.isSeenBy('ann', 1);
      await manyTurns();
      expect(await hasSettled(failure), 'settled without an acknowledgement').toBe(false);
      const before = bot.reports.length;
      bot.account.cut();
      expect(await failure, 'the kind of the failure').toMatch(/^(closed|retryable)$/);
      await bot.hasReported('connected', before);
      bot.account.loseAcknowledgements?.(false);
      await bot.send(chatId, 'did this arrive?', messageId);
      await bot.send(chatId, 'said after it');
      await bot.isSeenBy('ann', 2);
      expect(bot.account.seenBy('ann').map(({ text }) => text)).toEqual([
        'did this arrive?',
        'said after it',
      ]);
    },
  },
  {
    title: 'fails as closed before the start, while the platform cannot be reached, and after the stop',
    async run(subject) {
      const first = await subject.linkedBot();
      const chatId = await first.chatWith('ann');
      const bot = await subject.reopen(first);
      expect(await failureOf(bot.send(chatId, 'too early')), 'before the start').toBe('closed');
      await bot.start();
      await bot.hasReported('connected');
      const before = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', before);
      expect(await failureOf(bot.send(chatId, 'in between')), 'while it is unreachable').toBe('closed');
      await bot.stop();
      expect(await failureOf(bot.send(chatId, 'too late')), 'after the stop').toBe('closed');
      expect(bot.account.seenBy('ann')).toEqual([]);
    },
  },
  {
    title: 'fails as closed while it is not linked',
    async run(subject) {
      const chatId = await (await subject.linkedBot('bert')).chatWith('ann');
      const bot = subject.bot();
      await bot.start();
      await bot.hasReported('linking');
      expect(await failureOf(bot.send(chatId, 'too early'))).toBe('closed');
    },
  },
];

type RefusalKind = Exclude<SendErrorKind, 'closed'>;

function refusalCheck(kind: RefusalKind): Check<ChatSubject, ChatAbility> {
  return {
    title: `fails as ${kind} when the platform refuses in this way, and can send when it no longer does`,
    needs: [kind],
    async run(subject) {
      const bot = await subject.linkedBot();
      const [chatId, messageId] = [await bot.chatWith('ann'), bot.newMessageId()];
      bot.account.refuseSends?.(kind);
      expect(await failureOf(bot.send(chatId, 'this is refused', messageId))).toBe(kind);
      bot.account.refuseSends?.(null);
      await bot.send(chatId, 'this is not');
      await bot.isSeenBy('ann', 1);
      expect(bot.account.seenBy('ann')).toMatchObject([{ text: 'this is not' }]);
    },
  };
}

/** SendError.kind */
export const refusalChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  refusalCheck('rejected'),
  refusalCheck('restricted'),
  refusalCheck('retryable'),
  refusalCheck('throttled'),
];
