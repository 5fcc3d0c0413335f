import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';

/** ChatSession.ownChat */
export const ownChatChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'tells the chat of the account with itself, where the owner reads what is sent there',
    needs: ['own_chat'],
    async run(subject) {
      const bot = await subject.linkedBot();
      const chatId = bot.session.ownChat?.()?.identifier ?? '';
      const messageId = bot.newMessageId();
      await bot.send(await bot.chatWith('ann'), 'this is for Ann');
      await bot.send(chatId, 'note to self', messageId);
      expect(bot.account.seenByOwner?.()).toEqual([{ messageId, text: 'note to self' }]);
      expect(bot.account.seenBy('ann')).toMatchObject([{ text: 'this is for Ann' }]);
      expect(bot.offered.filter(({ content }) => content === 'note to self')).toEqual([]);
    },
  },
  {
    title: 'tells no chat of the account with itself before it is linked',
    needs: ['own_chat'],
    async run(subject) {
      const bot = subject.bot();
      expect(bot.session.ownChat?.() ?? null).toBe(null);
    },
  },
];
