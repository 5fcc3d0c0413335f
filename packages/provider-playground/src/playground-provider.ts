import { type ChatProvider, type ChatSession, type ChatSessionContext, SendError } from '@chat-imposter/core';
import { z } from 'zod';
import { CONTACT, type PlaygroundLine } from './playground-line.ts';

const ID_LENGTH = 24;

/** A platform that is one line. It is always linked, and has no groups. */
export function createPlaygroundProvider(line: PlaygroundLine): ChatProvider {
  return {
    specVersion: 1,
    name: 'playground',
    configSchema: z.strictObject({}),
    isLinked: async () => true,
    messageIdFrom: (digest) => digest.slice(0, ID_LENGTH),
    open: (context) => openSession(line, context),
  };
}

function openSession(line: PlaygroundLine, { events }: ChatSessionContext<unknown>): ChatSession {
  const leave = async () => line.connect(null);
  return {
    async start() {
      line.connect(events);
      events.status({ status: 'connected' });
    },
    stop: leave,
    logout: leave,
    async send(chatId, text, { messageId }) {
      if (chatId !== CONTACT) throw new SendError('rejected', `There is nobody called "${chatId}" here.`);
      line.tell({ messageId, text });
    },
  };
}
