import type { ChatEvents, ChatProvider, CredentialStore, IncomingMessage, Random } from '@chat-imposter/core';
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

/** The secret that stands for a link. */
const LINK = new Map([['link', 'yes']]);

/**
 * The messaging platform that the rig plays. It acknowledges a message when `accept` has resolved, and not before; a bot
 * that is started without a link is linked at once.
 */
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
    isLinked,
    messageIdFrom: (digest) => digest.slice(0, 18),
    open: ({ events, credentials }) => ({
      async start() {
        if (!(await isLinked(credentials))) await credentials.set(LINK);
        link.on('message', (message) => void receive(message, events, link, mistake));
        // What is sent as soon as the engine knows of the connection comes after this.
        await link.tell({ kind: 'connected' });
        events.status({ status: 'connected' });
      },
      async stop() {
        link.on('message', () => {});
      },
      async logout() {
        link.on('message', () => {});
        await credentials.clear();
      },
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

async function isLinked(credentials: CredentialStore): Promise<boolean> {
  return (await credentials.get([...LINK.keys()])).size > 0;
}

async function receive(
  message: Extract<ToBot, { kind: 'message' }>,
  events: ChatEvents,
  link: RigLink,
  mistake: Mistake | undefined,
): Promise<void> {
  const acknowledge = () => link.tell({ kind: 'accepted', delivery: message.delivery });
  try {
    if (mistake === 'acknowledges_early') await acknowledge();
    await events.accept([incomingMessage(message)]);
    await acknowledge();
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
