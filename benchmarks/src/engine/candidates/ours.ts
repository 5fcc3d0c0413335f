import { createImposter, type LlmRequest, type Store } from '@chat-imposter/core';
import { botDocument } from './bot-document.ts';
import type { Candidate } from './candidate.ts';
import { createInstantChatProvider, incomingMessage } from './instant-chat-provider.ts';
import { createInstantLlmProvider } from './instant-llm-provider.ts';

/** What the engine is given. */
export interface OursSurroundings {
  store: Store;
  /** Who is answered. */
  whitelist: readonly string[];
  sharedContext: boolean;
  answer: (request: LlmRequest) => string;
  sent: (contact: string, text: string) => void;
  failed: (error: Error) => void;
}

/** The engine with one bot, everything as it comes by default but the rhythm. */
export function createOurs({
  store,
  whitelist,
  sharedContext,
  answer,
  sent,
  failed,
}: OursSurroundings): Candidate {
  let open = 0;
  let whenIdle = () => {};
  const chat = createInstantChatProvider((contact, text) => {
    open += 1;
    sent(contact, text);
  });
  const imposter = createImposter({
    chat: [chat],
    llm: [createInstantLlmProvider(answer)],
    store,
    // A load test looks like two bots that answer each other.
    loopGuard: false,
  });
  imposter.on('failure', ({ error }) => failed(error));
  imposter.on('reply', () => {
    open -= 1;
    if (open === 0) whenIdle();
  });
  return {
    asksModel: true,
    async start() {
      await imposter.start(botDocument({ whitelist, sharedContext }));
    },
    receive: ({ id, contact, text }) => chat.events().accept([incomingMessage(id, contact, text)]),
    /** The reply is told when its acknowledgement is stored. */
    async idle() {
      if (open === 0) return;
      await new Promise<void>((resolve) => {
        whenIdle = resolve;
      });
    },
    stop: () => imposter.close(),
  };
}
