import type { ChatEvents, ChatProvider, IncomingMessage } from '@chat-imposter/core';
import { z } from 'zod';

/** A platform that acknowledges at once and remembers nothing. */
export interface InstantChatProvider extends ChatProvider {
  /** The way in of the bot that was opened last. */
  events(): ChatEvents;
}

/** Makes a platform; `sent` is called with each text that arrives at a contact. */
export function createInstantChatProvider(
  sent: (contact: string, text: string) => void,
): InstantChatProvider {
  let opened: ChatEvents | undefined;
  return {
    specVersion: 1,
    name: 'instantChat',
    configSchema: z.looseObject({}),
    open({ events }) {
      opened = events;
      return {
        async start() {
          events.status({ status: 'connected' });
        },
        async stop() {},
        async logout() {},
        async send(chatId, text) {
          sent(chatId, text);
        },
      };
    },
    isLinked: async () => true,
    messageIdFrom: (digest) => digest.slice(0, 20),
    events() {
      if (opened === undefined) throw new Error('No bot was started on the platform.');
      return opened;
    },
  };
}

/** What the platform hands over when a contact writes in a direct chat. */
export function incomingMessage(id: number, contact: string, text: string): IncomingMessage {
  const identity = { identifier: contact, alternateIdentifiers: [] };
  return {
    chat: { kind: 'direct', ...identity },
    sender: identity,
    source: 'user',
    origin: 'live',
    providerMessageId: `m${id}`,
    content: text,
    originatingTime: null,
  };
}
