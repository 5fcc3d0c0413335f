import type { ChatEvents, IncomingMessage } from '@chat-imposter/core';
import { events, messages, type WrongProvider } from './wrong-provider.ts';

/** Mistakes with messages and their acknowledgement. */
export const wrongMessages: readonly WrongProvider[] = [
  {
    mistake: 'acknowledges a message before it was taken',
    foundBy: 'acknowledges a message when it was taken, not before',
    complaint: /deeply equal/,
    spoil: events(({ accept }) => ({
      accept: async (given) => {
        void accept(given);
      },
    })),
  },
  {
    mistake: 'acknowledges a message that was not taken',
    foundBy: 'does not acknowledge a message that was not taken',
    complaint: /deeply equal/,
    spoil: events(({ accept }) => ({ accept: (given) => accept(given).catch(() => {}) })),
  },
  {
    mistake: 'forgets a message that was not taken',
    foundBy: 'gets after a restart what was not taken before',
    complaint: /did not hand over/,
    spoil: events(({ accept }) => ({ accept: (given) => accept(given).catch(() => {}) })),
  },
  {
    mistake: 'logs what people write',
    foundBy: 'hands over a message of a contact with its id, chat, sender and source',
    complaint: /texts of messages in the log/,
    spoil: events(({ accept }, { logger }) => ({
      accept: (given) => {
        logger.debug({ given }, 'received');
        return accept(given);
      },
    })),
  },
  {
    mistake: 'names a contact anew after each restart',
    foundBy: 'gives a contact the same identifier after a restart',
    complaint: /to be/,
    spoil: (given) => {
      let count = 0;
      return {
        ...given,
        open(context) {
          const suffix = `#${++count}`;
          const renamed = (message: IncomingMessage): IncomingMessage => ({
            ...message,
            chat: { ...message.chat, identifier: message.chat.identifier + suffix },
            sender: { ...message.sender, identifier: message.sender.identifier + suffix },
          });
          return messages(renamed)(given).open(context);
        },
      };
    },
  },
  {
    mistake: 'takes the owner for the contact',
    foundBy: 'tells the owner from the contact, in the same chat',
    complaint: /user_outgoing/,
    spoil: messages((message) => ({ ...message, source: 'user' })),
  },
  {
    mistake: 'gives a message an id of its own',
    foundBy: 'hands over a message of a contact with its id, chat, sender and source',
    complaint: /providerMessageId/,
    spoil: messages((message) => ({ ...message, providerMessageId: `own-${message.providerMessageId}` })),
  },
  {
    mistake: 'trims texts',
    foundBy: 'hands over every text as it was written',
    complaint: /deeply equal/,
    spoil: messages((message) => ({ ...message, content: message.content.trim() })),
  },
  {
    mistake: 'takes what waited for something new',
    foundBy: 'gets what was written while it was stopped, once, and knows that it waited',
    complaint: /offline/,
    spoil: messages((message) => ({ ...message, origin: 'live' })),
  },
  {
    mistake: 'gives a time in seconds',
    foundBy: 'hands over a message of a contact with its id, chat, sender and source',
    complaint: /milliseconds from now/,
    spoil: messages((message) => ({ ...message, originatingTime: (message.originatingTime ?? 0) / 1_000 })),
  },
  {
    mistake: 'cuts a long text in the middle of a character',
    foundBy: 'hands over a long text as far as it fits into 64 KB, and cuts no character',
    complaint: /half character|beginning of the text/,
    spoil: messages((message) => ({ ...message, content: message.content.slice(0, 1_000) })),
  },
  {
    mistake: 'hands messages over in another order',
    foundBy: 'hands over the messages of a chat in their order, however slowly they are taken',
    complaint: /deeply equal/,
    spoil: events(({ accept }) => {
      let late: readonly IncomingMessage[] = [];
      return {
        accept: async (given) => {
          const [before, isLate] = [late, given[0]?.content.includes(' 7 ') ?? false];
          late = isLate ? given : [];
          if (!isLate) await accept(given);
          if (before.length > 0) await accept(before);
        },
      };
    }),
  },
  {
    mistake: 'gives the messages of all bots to the first',
    foundBy: 'gives each bot its own messages',
    complaint: /did not hand over|have a length/,
    spoil: (given) => {
      let first: ChatEvents | undefined;
      return {
        ...given,
        open(context) {
          first ??= context.events;
          const recipient = first;
          return given.open({
            ...context,
            events: { ...context.events, accept: (messages) => recipient.accept(messages) },
          });
        },
      };
    },
  },
];
