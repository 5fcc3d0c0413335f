import type { ChatSettings, LlmSettings, UserConfiguration } from '../configuration/user-configuration.ts';
import type { Clock } from '../contracts/clock.ts';
import type { LlmRequest } from '../contracts/llm-provider.ts';
import type { Chat, Message } from '../contracts/message.ts';
import type { Store } from '../contracts/store.ts';
import { buildPrompt } from './build-prompt.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What prompts are made from, beside the messages. */
export interface PromptSourceContext {
  configuration: UserConfiguration;
  settings: ChatSettings;
  llmSettings: LlmSettings;
  store: Store;
  clock: Clock;
}

/** Makes the request for a chat from what the store remembers of it. */
export class PromptSource {
  readonly #context: PromptSourceContext;

  constructor(context: PromptSourceContext) {
    this.#context = context;
  }

  /** The request for the next answer; `pending` are the messages that wait for it. */
  async requestFor(chat: Chat, pending: readonly Message[]): Promise<LlmRequest> {
    const { configuration, settings, llmSettings, store, clock } = this.#context;
    const { max_messages: limit, max_days: days } = configuration.context_config;
    const now = clock.now();
    const conversation = await store.messages.conversation(configuration.user_id, chat.identifier, {
      limit,
      since: now - days * DAY_MS,
    });
    return buildPrompt({
      configuration,
      system: llmSettings.system,
      chat,
      conversation,
      pending,
      now,
      ...(settings.timezone === undefined ? {} : { timezone: settings.timezone }),
    });
  }
}
