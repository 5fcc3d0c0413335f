import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';

/** ChatProvider: everything of one bot is in its session. */
export const separationChecks: readonly Check<ChatSubject, never>[] = [
  {
    title: 'gives each bot its own messages',
    async run(subject) {
      const [anna, bert] = [await subject.linkedBot('anna'), await subject.linkedBot('bert')];
      await anna.account.writes('ann', 'this is for Anna');
      await bert.account.writes('ann', 'this is for Bert');
      await Promise.all([anna.accepts('this is for Anna'), bert.accepts('this is for Bert')]);
      await Promise.all([anna.acknowledges(), bert.acknowledges()]);
      expect(anna.offered).toHaveLength(1);
      expect(bert.offered).toHaveLength(1);
    },
  },
  {
    title: 'sends from each account what its own bot says, also under the same message id',
    async run(subject) {
      const [anna, bert] = [await subject.linkedBot('anna'), await subject.linkedBot('bert')];
      const messageId = anna.newMessageId();
      await anna.send(await anna.chatWith('ann'), 'Anna says this', messageId);
      await bert.send(await bert.chatWith('ann'), 'Bert says this', messageId);
      await Promise.all([anna.isSeenBy('ann', 1), bert.isSeenBy('ann', 1)]);
      expect(anna.account.seenBy('ann')).toEqual([{ messageId, text: 'Anna says this' }]);
      expect(bert.account.seenBy('ann')).toEqual([{ messageId, text: 'Bert says this' }]);
    },
  },
  {
    title: 'links each bot with credentials of its own',
    async run(subject) {
      const [anna, bert] = [await subject.linkedBot('anna'), subject.bot('bert')];
      expect(await bert.isLinked()).toBe(false);
      await bert.start();
      await bert.link();
      const [own, others] = [[...anna.credentials.entries.values()], [...bert.credentials.entries.values()]];
      expect(own.length).toBeGreaterThan(0);
      expect(
        own.filter((value) => value.length > 24 && others.includes(value)),
        'shared secrets',
      ).toEqual([]);
    },
  },
  {
    title: 'leaves a bot alone when another loses its connection, stops, or is unlinked',
    async run(subject) {
      const [anna, bert] = [await subject.linkedBot('anna'), await subject.linkedBot('bert')];
      const told = anna.reports.length;
      const before = bert.reports.length;
      bert.account.cut();
      await bert.hasReported('connected', before);
      const next = await subject.restart(bert);
      await next.logout();
      const chatId = await anna.chatWith('ann');
      await anna.send(chatId, 'I am still here');
      await anna.isSeenBy('ann', 1);
      expect(anna.reports.slice(told)).toEqual([]);
    },
  },
];
