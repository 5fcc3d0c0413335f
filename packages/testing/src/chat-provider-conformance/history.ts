import { ImposterError, type IncomingMessage, type MessageAnchor } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility, OldMessage } from './options.ts';
import type { TestedBot } from './tested-bot.ts';

const MINUTE_MS = 60_000;
/** More than a platform gives at a time. */
const MANY = 120;
/** Nothing is left out for its age or number. */
const EVERYTHING = { after: 0, limit: 10_000 };

/** The message of which somebody wants to know what was before it. */
function anchorOf({ providerMessageId, source, sender, originatingTime }: IncomingMessage): MessageAnchor {
  return { providerMessageId, source, senderId: sender.identifier, originatingTime: originatingTime ?? 0 };
}

/** So many old messages, one a minute; the owner wrote every third. The last one is some minutes old. */
function oldMessages(bot: TestedBot, count: number, from = 'ann'): OldMessage[] {
  const now = Math.floor(bot.clock.now() / 1_000) * 1_000;
  return Array.from({ length: count }, (_, index) => ({
    from: index % 3 === 2 ? null : from,
    text: `old message ${index + 1} of ${from}`,
    sentAt: now - (count + 5 - index) * MINUTE_MS,
  }));
}

async function failureOf(fetching: Promise<unknown>): Promise<unknown> {
  const error = await fetching.then(
    () => 'it was told',
    (thrown: unknown) => thrown,
  );
  return ImposterError.is(error) ? error.code : error;
}

/** A bot with a chat that began long before it was there, and the first message that it heard in it. */
async function botWithPast(subject: ChatSubject, count: number) {
  const bot = await subject.linkedBot();
  const old = oldMessages(bot, count);
  const written = bot.account.remembers?.('ann', old) ?? [];
  const chatId = await bot.chatWith('ann');
  const before = anchorOf(bot.accepted[0] as IncomingMessage);
  return { bot, old, ids: written.map(({ messageId }) => messageId), chatId, before };
}

const textsOf = (messages: readonly IncomingMessage[]) => messages.map(({ content }) => content);
const textsOfOld = (messages: readonly OldMessage[]) => messages.map(({ text }) => text);

/** ChatSession.fetchHistory */
export const historyChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'tells all that was said before a message, oldest first',
    needs: ['history'],
    async run(subject) {
      const { bot, old, ids, chatId, before } = await botWithPast(subject, MANY);
      const found = await bot.fetchHistory(chatId, { ...EVERYTHING, before });
      expect(textsOf(found)).toEqual(textsOfOld(old));
      expect(found.map(({ providerMessageId }) => providerMessageId)).toEqual(ids);
      expect(found.map(({ originatingTime }) => originatingTime)).toEqual(old.map(({ sentAt }) => sentAt));
    },
  },
  {
    title: 'tells of old messages what it tells of new ones, with origin history',
    needs: ['history'],
    async run(subject) {
      const { bot, chatId, before } = await botWithPast(subject, 3);
      const [first, , byOwner] = await bot.fetchHistory(chatId, { ...EVERYTHING, before });
      const { chat, sender } = bot.accepted[0] as IncomingMessage;
      expect(first).toMatchObject({
        chat: { kind: chat.kind, identifier: chat.identifier },
        sender: { identifier: sender.identifier },
        source: 'user',
        origin: 'history',
      });
      expect(byOwner).toMatchObject({
        chat: { kind: chat.kind, identifier: chat.identifier },
        source: 'user_outgoing',
        origin: 'history',
      });
      expect(byOwner?.sender.identifier).not.toBe(sender.identifier);
    },
  },
  {
    title: 'tells nothing of the time before the one that is asked for',
    needs: ['history'],
    async run(subject) {
      const { bot, old, chatId, before } = await botWithPast(subject, 20);
      const after = old[13]?.sentAt ?? 0;
      const found = await bot.fetchHistory(chatId, { ...EVERYTHING, before, after });
      expect(textsOf(found)).toEqual(textsOfOld(old.slice(13)));
    },
  },
  {
    title: 'tells the newest when there are more than wanted',
    needs: ['history'],
    async run(subject) {
      const { bot, old, chatId, before } = await botWithPast(subject, MANY);
      const found = await bot.fetchHistory(chatId, { ...EVERYTHING, before, limit: 70 });
      expect(textsOf(found)).toEqual(textsOfOld(old.slice(-70)));
    },
  },
  {
    title: 'goes on from an old message',
    needs: ['history'],
    async run(subject) {
      const { bot, old, chatId, before } = await botWithPast(subject, 30);
      const newest = await bot.fetchHistory(chatId, { ...EVERYTHING, before, limit: 10 });
      const next = anchorOf(newest[0] as IncomingMessage);
      const rest = await bot.fetchHistory(chatId, { ...EVERYTHING, before: next });
      expect(textsOf(rest)).toEqual(textsOfOld(old.slice(0, 20)));
    },
  },
  {
    title: 'tells nothing of a chat that had not begun',
    needs: ['history'],
    async run(subject) {
      const { bot } = await botWithPast(subject, 3);
      const chatId = await bot.chatWith('bob');
      const before = anchorOf(bot.accepted.at(-1) as IncomingMessage);
      expect(await bot.fetchHistory(chatId, { ...EVERYTHING, before })).toEqual([]);
    },
  },
  {
    title: 'tells what was said in a group, and by whom',
    needs: ['history', 'groups'],
    async run(subject) {
      const bot = await subject.linkedBot();
      await bot.account.writesInGroup?.('movies', 'ann', 'hello all');
      await bot.account.writesInGroup?.('movies', 'bob', 'hello Ann');
      const [fromAnn, fromBob] = [await bot.accepts('hello all'), await bot.accepts('hello Ann')];
      const old = [...oldMessages(bot, 2), ...oldMessages(bot, 2, 'bob')];
      old.sort((one, other) => one.sentAt - other.sentAt);
      bot.account.remembers?.('movies', old);
      const found = await bot.fetchHistory(fromAnn.chat.identifier, {
        ...EVERYTHING,
        before: anchorOf(fromAnn),
      });
      expect(textsOf(found)).toEqual(textsOfOld(old));
      const ids = { ann: fromAnn.sender.identifier, bob: fromBob.sender.identifier };
      const expected = old.map(({ from }) => (from === 'ann' ? ids.ann : ids.bob));
      expect(found.map(({ sender }) => sender.identifier)).toEqual(expected);
      const chats = found.map(({ chat }) => [chat.kind, chat.identifier]);
      expect(chats).toEqual(found.map(() => ['group', fromAnn.chat.identifier]));
    },
  },
  {
    title: 'does not hand over what it was asked for',
    needs: ['history'],
    async run(subject) {
      const { bot, chatId, before } = await botWithPast(subject, 10);
      const offered = bot.offered.length;
      await bot.fetchHistory(chatId, { ...EVERYTHING, before });
      await bot.chatWith('bob');
      expect(textsOf(bot.offered.slice(offered))).toEqual(['bob begins to write']);
    },
  },
  {
    title: 'fails as upstream_timeout when the platform does not answer',
    needs: ['history'],
    async run(subject) {
      const { bot, chatId, before } = await botWithPast(subject, 10);
      await bot.account.ignoresHistoryRequests?.();
      expect(await failureOf(bot.fetchHistory(chatId, { ...EVERYTHING, before }))).toBe('upstream_timeout');
    },
  },
  {
    title:
      'fails as not_connected before the start, while the platform cannot be reached, and after the stop',
    needs: ['history'],
    async run(subject) {
      const { bot: first, chatId, before } = await botWithPast(subject, 3);
      const bot = await subject.reopen(first);
      const failure = () => failureOf(bot.fetchHistory(chatId, { ...EVERYTHING, before }));
      expect(await failure(), 'before the start').toBe('not_connected');
      await bot.start();
      await bot.hasReported('connected');
      const reports = bot.reports.length;
      bot.account.goDown();
      await bot.hasReported('connecting', reports);
      expect(await failure(), 'while it is unreachable').toBe('not_connected');
      await bot.stop();
      expect(await failure(), 'after the stop').toBe('not_connected');
    },
  },
];
