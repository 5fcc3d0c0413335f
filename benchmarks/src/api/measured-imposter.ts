import { createImposter, type Imposter, systemClock } from '@chat-imposter/core';
import { botDocument } from '../engine/candidates/bot-document.ts';
import { createInstantChatProvider, incomingMessage } from '../engine/candidates/instant-chat-provider.ts';
import { createInstantLlmProvider } from '../engine/candidates/instant-llm-provider.ts';
import { RUNNING } from './api-cases.ts';

const QUEUED = 10;

/** What the clock shows always, so that two servers answer the same. */
const NOW = Date.UTC(2026, 10, 1);

/** An imposter in memory with one connected bot, in whose queue ten messages of one contact wait. */
export async function startMeasuredImposter(): Promise<Imposter> {
  const chat = createInstantChatProvider(() => {});
  const imposter = createImposter({
    chat: [chat],
    llm: [createInstantLlmProvider(() => 'never asked')],
    clock: { ...systemClock, now: () => NOW },
  });
  await imposter.start(botDocument({ userId: RUNNING, whitelist: [], collectsOnly: true }));
  for (let id = 0; id < QUEUED; id++) {
    await chat.events().accept([incomingMessage(id, '15550000000', `when do the roses arrive? (${id})`)]);
  }
  return imposter;
}
