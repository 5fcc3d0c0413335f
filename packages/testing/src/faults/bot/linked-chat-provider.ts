import type { ChatEvents, ChatProvider, IncomingMessage, Random } from '@chat-imposter/core';
import { z } from 'zod';
import type { Mistake, ToBot } from '../bot-protocol.ts';
import type { CrashSwitch } from './crash-switch.ts';
import type { RigLink } from './rig-link.ts';

/** What the provider is made of. */
export interface LinkedChatOptions {
  link: RigLink;
  crash: CrashSwitch;
  random: Random;
  mistake?: Mistake | undefined;
}

/** The messaging platform that the rig plays. It acknowledges a message when `accept` has resolved, and not before. */
export function linkedChatProvider({ link, crash, random, mistake }: LinkedChatOptions): ChatProvider {
  const unacknowledged = new Map<number, { chatId: string; resolve: () => void }>();
  let frames = 0;
  const acknowledge = async (frame: number) => {
    const sent = unacknowledged.get(frame);
    if (sent === undefined) return;
    await crash.pass('C7', sent.chatId);
    sent.resolve();
  };
  link.on('acknowledged', ({ frame }) => void acknowledge(frame));
  return {
    specVersion: 1,
    name: 'faultChat',
    configSchema: z.looseObject({}),
    isLinked: async () => true,
    messageIdFrom: (digest) => digest.slice(0, 18),
    open: ({ events }) => ({
      async start() {
        link.on('message', (message) => void receive(message, events, link, mistake));
        events.status({ status: 'connected' });
        await link.tell({ kind: 'connected' });
      },
      async stop() {
        link.on('message', () => {});
      },
      async logout() {},
      async send(chatId, text, { messageId }) {
        const frame = frames++;
        const id = mistake === 'new_id_each_send' ? random.hex(9) : messageId;
        await new Promise<void>((resolve) => {
          unacknowledged.set(frame, { chatId, resolve });
          void link.tell({ kind: 'send', frame, chatId, messageId: id, text });
        });
        unacknowledged.delete(frame);
      },
    }),
  };
}

async function receive(
  message: Extract<ToBot, { kind: 'message' }>,
  events: ChatEvents,
  link: RigLink,
  mistake: Mistake | undefined,
): Promise<void> {
  const accepted = events.accept([incomingMessage(message)]);
  try {
    if (mistake !== 'acknowledges_early') await accepted;
    await link.tell({ kind: 'accepted', delivery: message.delivery });
    await accepted;
  } catch (error) {
    await link.tell({ kind: 'failure', message: String(error) });
  }
}

/** The text of a message is its id, so that the model can say what it answers. */
function incomingMessage({ chatId, messageId }: { chatId: string; messageId: string }): IncomingMessage {
  const person = { identifier: chatId, alternateIdentifiers: [] };
  return {
    chat: { kind: 'direct', ...person },
    sender: person,
    source: 'user',
    origin: 'live',
    providerMessageId: messageId,
    content: messageId,
    originatingTime: null,
  };
}
