import type { Limits } from '../configuration/user-configuration.ts';
import type { ValidConfiguration } from '../configuration/validate-configuration.ts';
import type { Clock } from '../contracts/clock.ts';
import type { LlmMessage } from '../contracts/llm-provider.ts';
import type { Message } from '../contracts/message.ts';
import type { Store } from '../contracts/store.ts';
import { truncate } from '../limits.ts';
import { Whitelist } from '../whitelist.ts';
import { PromptSource } from './prompt-source.ts';

/** One entry of the `messages` array of a request to the model. */
export type ContextMessage = { role: 'system'; content: string } | LlmMessage;

/** What is queued for a bot by contact key, read from the store, whether the bot runs or not; cut as the queue cuts it. */
export async function pendingOf(
  userId: string,
  limits: Limits | undefined,
  store: Pick<Store, 'messages'>,
): Promise<Map<string, Message[]>> {
  const longest = limits?.max_characters_single_message ?? Number.POSITIVE_INFINITY;
  const pending = new Map<string, Message[]>();
  for (const { correspondentId, ...message } of await store.messages.queue(userId)) {
    const cut = { ...message, content: truncate(message.content, longest) };
    const others = pending.get(correspondentId);
    if (others === undefined) pending.set(correspondentId, [cut]);
    else others.push(cut);
  }
  return pending;
}

/** What contexts are read with. */
export interface ContextsOptions {
  store: Pick<Store, 'messages'>;
  clock: Clock;
  /** Where the prompts of the running bot come from: so they are what its model gets. Absent for a bot that does not run. */
  prompts?: PromptSource;
}

/** The next request to the model for each contact that may be answered and has material. */
export async function contextsOf(
  valid: ValidConfiguration,
  { store, clock, prompts: running }: ContextsOptions,
): Promise<Map<string, ContextMessage[]>> {
  const { configuration, chat: section, llm } = valid;
  const contexts = new Map<string, ContextMessage[]>();
  if (llm === null) return contexts;
  const pending = await pendingOf(configuration.user_id, configuration.queue_config, store);
  const chats = await store.messages.chats(configuration.user_id);
  const whitelist = new Whitelist(configuration, section.settings);
  const byId = new Map(chats.map((chat) => [chat.identifier, chat]));
  const prompts =
    running ??
    new PromptSource({
      configuration,
      settings: section.settings,
      llmSettings: llm.settings,
      store,
      clock,
      chatOf: (identifier) =>
        byId.get(identifier) ?? { kind: 'direct', identifier, alternateIdentifiers: [] },
      mayReply: (chat) => whitelist.mayReply(chat),
    });
  for (const chat of chats) {
    if (!whitelist.mayReply(chat)) continue;
    const { system, messages } = await prompts.requestFor(chat, pending.get(chat.identifier) ?? []);
    if (messages.length > 0)
      contexts.set(chat.identifier, [{ role: 'system', content: system }, ...messages]);
  }
  return contexts;
}
