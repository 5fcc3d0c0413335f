import { type ChatEvents, type ChatProvider, createImposter, type Identity } from '@chat-imposter/core';
import { createFakeChatProvider, createFakeLlmProvider } from '@chat-imposter/testing';
import { createMongoStore } from '../../../mongo-store.ts';
import type { FromProcess, ToProcess } from './sharing-protocol.ts';

/*
 * One of several processes that share bots in the MongoDB named by the first argument. The platform is played by whoever
 * has forked it.
 */
const CONTACT: Identity = { identifier: 'ann@pipe', alternateIdentifiers: [] };

const sessions = new Map<string, ChatEvents>();
const unacknowledged = new Map<number, () => void>();
let frames = 0;

const tell = (message: FromProcess) => process.send?.(message);

const chat: ChatProvider = {
  specVersion: 1,
  name: 'pipeChat',
  configSchema: createFakeChatProvider().configSchema,
  isLinked: async () => true,
  messageIdFrom: (digest) => digest.slice(0, 18),
  open: ({ userId, events }) => {
    const end = async () => {
      if (sessions.get(userId) !== events) return;
      sessions.delete(userId);
      tell({ kind: 'closes', userId });
    };
    return {
      async start() {
        sessions.set(userId, events);
        events.status({ status: 'connected' });
        tell({ kind: 'opens', userId });
      },
      stop: end,
      logout: end,
      async send(_, text, { messageId }) {
        const frame = frames++;
        await new Promise<void>((resolve) => {
          unacknowledged.set(frame, resolve);
          tell({ kind: 'sends', frame, userId, messageId, text });
        });
      },
    };
  },
};

/** Says all the words that it is asked about. */
const llm = createFakeLlmProvider('pipeLlm');
llm.answerWith(({ messages }) =>
  [...(messages.at(-1)?.content ?? '').matchAll(/\bword\d+\b/g)].map(([word]) => word).join(' '),
);

const imposter = createImposter({
  chat: [chat],
  llm: [llm],
  store: createMongoStore({ url: process.argv[2] ?? '' }),
  // Its contact writes as fast as bots do.
  loopGuard: false,
});

async function take(message: ToProcess): Promise<void> {
  switch (message.kind) {
    case 'message': {
      const { userId, messageId } = message;
      const session = sessions.get(userId);
      if (session === undefined) break;
      await session.accept([incoming(messageId)]);
      tell({ kind: 'accepted', userId, messageId });
      break;
    }
    case 'acknowledged':
      unacknowledged.get(message.frame)?.();
      unacknowledged.delete(message.frame);
      break;
    case 'replaced': {
      const error = { code: 'replaced' as const, message: 'Another process has opened the account.' };
      sessions.get(message.userId)?.status({ status: 'disconnected', error });
      break;
    }
    case 'stop':
      await imposter.close();
      process.disconnect();
  }
}

function incoming(messageId: string) {
  return {
    chat: { kind: 'direct' as const, ...CONTACT },
    sender: CONTACT,
    source: 'user' as const,
    origin: 'live' as const,
    providerMessageId: messageId,
    content: messageId,
    originatingTime: null,
  };
}

// What could not be taken was not accepted: it is delivered again.
process.on('message', (message: ToProcess) => void take(message).catch(() => undefined));
await imposter.resume();
tell({ kind: 'ready' });
