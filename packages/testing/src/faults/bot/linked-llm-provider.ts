import type { LlmProvider, LlmRequest, LlmResult } from '@chat-imposter/core';
import { z } from 'zod';
import type { CrashSwitch } from './crash-switch.ts';
import type { RigLink } from './rig-link.ts';

/** The language model that the rig plays: it is told which messages wait for an answer. */
export function linkedLlmProvider(link: RigLink, crash: CrashSwitch): LlmProvider {
  const waiting = new Map<number, (text: string) => void>();
  let calls = 0;
  link.on('answer', ({ call, text }) => {
    waiting.get(call)?.(text);
    waiting.delete(call);
  });
  return {
    specVersion: 1,
    name: 'faultLlm',
    configSchema: z.looseObject({ system: z.string().default(''), max_retries: z.int().default(3) }),
    createModel: () => ({
      async generate(request) {
        const call = calls++;
        const messageIds = pendingIn(request);
        const answered = new Promise<string>((resolve) => waiting.set(call, resolve));
        await link.tell({ kind: 'ask', call, messageIds });
        await crash.pass('C4', chatOf(messageIds));
        return resultOf(await answered);
      },
    }),
  };
}

/** The pending messages are the lines of the last turn, after the line about time and place. */
function pendingIn(request: LlmRequest): string[] {
  return (request.messages.at(-1)?.content ?? '').split('\n').slice(1);
}

/** Ids of messages are `<chat>-<number>`. */
function chatOf([messageId = '']: readonly string[]): string {
  return messageId.slice(0, messageId.lastIndexOf('-'));
}

function resultOf(text: string): LlmResult {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
  return { kind: 'text', text, finish: 'stop', usage, model: 'fault', requestId: null };
}
