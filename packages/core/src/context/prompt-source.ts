import type { ChatSettings, LlmSettings, UserConfiguration } from '../configuration/user-configuration.ts';
import type { Clock } from '../contracts/clock.ts';
import type { LlmRequest } from '../contracts/llm-provider.ts';
import type { Chat, Message } from '../contracts/message.ts';
import type { Store, StoredMessage } from '../contracts/store.ts';
import { buildPrompt } from './build-prompt.ts';
import { Conversations, isHistoryOf } from './conversation.ts';
import { SharedContext } from './shared-context.ts';

/** What prompts are made from, beside the messages. */
export interface PromptSourceContext {
  configuration: UserConfiguration;
  settings: Pick<ChatSettings, 'timezone'>;
  llmSettings: Pick<LlmSettings, 'system'>;
  store: Pick<Store, 'messages'>;
  clock: Clock;
  /** The chat of a contact as it is known now. */
  chatOf(correspondentId: string): Chat;
  /** Whether a chat may be answered now. */
  mayReply(chat: Chat): boolean;
}

/** How a prompt is to be made. */
export interface PromptOptions {
  /**
   * How much of the history and of the block of other chats is shown, the newest part: 0 to 1. Half for a model that
   * was asked too much.
   * @default 1
   */
  share?: number;
}

/**
 * Makes the request for a chat from what was said there and, where the configuration wants it, in others.
 * It reads the store once per contact, and has to be told from then on what joins a conversation.
 */
export class PromptSource {
  readonly #context: PromptSourceContext;
  readonly #conversations: Conversations;
  /** Null when every contact is kept apart. */
  readonly #shared: SharedContext | null;

  constructor(context: PromptSourceContext) {
    const { configuration, store } = context;
    const { user_id: userId, context_config: limits } = configuration;
    this.#context = context;
    this.#conversations = new Conversations({
      userId,
      store,
      // One more than fits: so it shows whether there is more.
      maxMessages: limits.max_messages + 1,
      maxCharacters: limits.max_characters_single_message,
    });
    this.#shared = limits.shared_context
      ? new SharedContext({
          userId,
          store,
          limits,
          conversations: this.#conversations,
          chatOf: (correspondentId) => context.chatOf(correspondentId),
          mayReply: (chat) => context.mayReply(chat),
        })
      : null;
  }

  /** The request for the next answer; `pending` are the messages that wait for it. */
  async requestFor(
    chat: Chat,
    pending: readonly Message[],
    { share = 1 }: PromptOptions = {},
  ): Promise<LlmRequest> {
    const { configuration, settings, llmSettings, clock } = this.#context;
    const shared = this.#shared === null ? null : await this.#shared.blockFor(chat, clock.now(), share);
    const conversation = await this.#conversations.of(chat.identifier);
    return buildPrompt({
      configuration,
      system: llmSettings.system,
      chat,
      conversation: withoutPending(conversation, pending),
      pending,
      shared,
      now: clock.now(),
      share,
      ...(settings.timezone === undefined ? {} : { timezone: settings.timezone }),
    });
  }

  /**
   * Messages joined the conversation of a chat, and that is stored: a turn answered or skipped them, the owner took
   * over, or the bot or the owner wrote.
   */
  joined(chat: Chat, messages: readonly StoredMessage[]): void {
    if (this.#showsMoreThanQueued()) this.#conversations.forget(chat.identifier);
    else this.#conversations.append(chat.identifier, messages);
    this.#shared?.joined(chat, messages);
  }

  /** The conversation changed in another way than by growing: its next prompt reads the store. */
  forget(correspondentId: string): void {
    this.#conversations.forget(correspondentId);
    this.#shared?.forget(correspondentId);
  }

  /** The next prompt of every contact reads the store. */
  forgetAll(): void {
    this.#conversations.forgetAll();
    this.#shared?.forgetAll();
  }

  /** One contact was merged into another, whose conversation has grown anywhere. */
  merged(from: string, into: string): void {
    this.#conversations.forget(from);
    this.forget(into);
  }

  /** The queue cuts messages to its own limit; the store has the whole of them. */
  #showsMoreThanQueued(): boolean {
    const { queue_config: queue, context_config: context } = this.#context.configuration;
    return context.max_characters_single_message > queue.max_characters_single_message;
  }
}

/** What is asked stands in a prompt once, also when it came before as history or was dealt with at this moment. */
function withoutPending(
  conversation: readonly StoredMessage[],
  pending: readonly Message[],
): readonly StoredMessage[] {
  const isPending = (said: StoredMessage) =>
    pending.some((asked) => (said.id === null ? isHistoryOf(said, asked) : said.id === asked.id));
  return conversation.some(isPending) ? conversation.filter((said) => !isPending(said)) : conversation;
}
