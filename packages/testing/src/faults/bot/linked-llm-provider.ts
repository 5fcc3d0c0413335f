import type { LlmProvider, LlmRequest, LlmResult } from '@chat-imposter/core';
import { z } from 'zod';
import type { CrashSwitch } from './crash-switch.ts';
import type { Operator } from './operator.ts';
import type { PlannedMessages } from './planned-messages.ts';
import type { RigLink } from './rig-link.ts';

/** What the provider is made of. */
export interface LinkedLlmOptions {
  link: RigLink;
  crash: CrashSwitch;
  operator: Operator;
  planned: PlannedMessages;
  /** What the configuration of a call says about its version; may tell a lie. */
  versionOf: (configured: string) => string;
}

const configSchema = z.looseObject({
  system: z.string().default(''),
  max_retries: z.int().default(3),
  version: z.string().default(''),
});

/** The language model that the rig plays: it is told which messages wait for an answer. */
export function linkedLlmProvider(options: LinkedLlmOptions): LlmProvider<z.output<typeof configSchema>> {
  const { link, crash, operator, planned, versionOf } = options;
  const waiting = new Map<number, (text: string) => void>();
  let calls = 0;
  link.on('answer', ({ call, text }) => {
    waiting.get(call)?.(text);
    waiting.delete(call);
  });
  return {
    specVersion: 1,
    name: 'faultLlm',
    configSchema,
    createModel: (config) => ({
      async generate(request) {
        const call = calls++;
        const messageIds = pendingIn(request, planned);
        const version = { persona: personaIn(request), model: versionOf(config.version) };
        const answered = new Promise<string>((resolve) => waiting.set(call, resolve));
        await link.tell({ kind: 'ask', call, messageIds, version });
        const chatId = chatOf(messageIds);
        operator.reached('asked', chatId);
        await crash.pass('C4', chatId);
        return resultOf(await answered);
      },
    }),
  };
}

/** The planned ones among the lines of the last turn: what was said before and never answered stands there too. */
function pendingIn(request: LlmRequest, planned: PlannedMessages): string[] {
  const lines = (request.messages.at(-1)?.content ?? '').split('\n');
  return lines.filter((line) => planned.has(chatOf([line]), line));
}

/** The persona is the version of the configuration, and the rules of the house follow it. */
function personaIn({ system }: LlmRequest): string {
  return system.split('\n')[0] ?? '';
}

/** Ids of messages are `<chat>-<number>`. */
function chatOf([messageId = '']: readonly string[]): string {
  return messageId.slice(0, messageId.lastIndexOf('-'));
}

function resultOf(text: string): LlmResult {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
  return { kind: 'text', text, finish: 'stop', usage, model: 'fault', requestId: null };
}
