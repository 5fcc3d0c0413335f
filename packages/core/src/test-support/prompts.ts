import { createFakeChatProvider, createFakeClock, createFakeLlmProvider } from '@chat-imposter/testing';
import { validateConfiguration } from '../configuration/validate-configuration.ts';
import { PromptSource } from '../context/prompt-source.ts';
import type { LlmRequest } from '../contracts/llm-provider.ts';
import { type Chat, partyOf } from '../contracts/message.ts';
import type { NewMessage, Store, StoredMessage } from '../contracts/store.ts';
import { createMemoryStore } from '../memory-store.ts';
import { Whitelist } from '../whitelist.ts';

const providers = { chat: [createFakeChatProvider()], llm: [createFakeLlmProvider()] };

/** A person of this name in the address book. */
export function person(name: string, more: Partial<Chat> = {}): Chat {
  return { kind: 'direct', identifier: `${name}@fake`, alternateIdentifiers: [], savedName: name, ...more };
}

/** A group of this name. */
export function groupOf(name: string): Chat {
  return person(name, { kind: 'group', identifier: `${name}@group` });
}

/** Contacts on the whitelist, */
export const ANN = person('Ann');
export const BOB = person('Bob');
export const CLEO = person('Cleo');
/** one that is not, */
export const STRANGER = person('Stranger');
/** and a group in which answers are allowed. */
export const MOVIES = groupOf('Movies');

interface SetUp {
  context?: Record<string, unknown>;
  queue?: Record<string, unknown>;
  whitelist?: string[];
  groups?: string[];
}

/** A bot on a store: what is said in its chats, and the prompts that follow. */
export async function setUpPrompts({
  context = {},
  queue = {},
  whitelist = ['Ann', 'Bob', 'Cleo'],
  groups = ['Movies'],
}: SetUp = {}) {
  const valid = validateConfiguration(
    {
      user_id: 'yahav',
      respond_to_whitelist: whitelist,
      respond_to_whitelist_group: groups,
      chat_provider_config: {
        provider_name: 'fakeChat',
        provider_config: { allow_group_messages: true, timezone: 'UTC' },
      },
      llm_provider_config: { provider_name: 'fakeLlm' },
      context_config: context,
      queue_config: queue,
    },
    providers,
  );
  const clock = createFakeClock(Date.UTC(2026, 0, 17, 12));
  const store = createMemoryStore();
  await store.open();
  const lease = await store.leases.acquire('yahav', 'test');
  if (lease === null) throw new Error('The lease is taken.');
  const chats = new Map<string, Chat>();
  let reads = 0;
  const counted: Pick<Store, 'messages'> = {
    messages: {
      ...store.messages,
      queue: (userId) => store.messages.queue(userId),
      chats: (userId) => store.messages.chats(userId),
      conversation(...wanted) {
        reads += 1;
        return store.messages.conversation(...wanted);
      },
    },
  };
  function newSource(): PromptSource {
    return new PromptSource({
      configuration: valid.configuration,
      settings: valid.chat.settings,
      llmSettings: { system: '' },
      store: counted,
      clock,
      chatOf: (identifier) =>
        chats.get(identifier) ?? { kind: 'direct', identifier, alternateIdentifiers: [] },
      mayReply: (chat) => new Whitelist(valid.configuration, valid.chat.settings).mayReply(chat),
    });
  }
  const prompts = newSource();
  let count = 0;

  async function record(chat: Chat, content: string, more: Partial<NewMessage>): Promise<StoredMessage> {
    count += 1;
    chats.set(chat.identifier, chat);
    const [recorded] = await store.messages.accept(lease as NonNullable<typeof lease>, [
      {
        chat,
        sender: partyOf(chat),
        providerMessageId: `message-${count}`,
        content,
        quoted: null,
        source: 'user',
        origin: 'live',
        acceptedTime: clock.now(),
        originatingTime: null,
        state: 'waiting',
        reason: null,
        ...more,
      },
    ]);
    return recorded as StoredMessage;
  }

  /** Only in the store. */
  async function settle(
    { identifier: correspondentId }: Chat,
    asked: readonly StoredMessage[],
  ): Promise<void> {
    const ids = asked.map(({ id }) => id as number);
    const settlement = { correspondentId, ids, state: 'answered' as const, reason: null };
    await store.messages.settle(lease as NonNullable<typeof lease>, [settlement]);
  }

  return {
    valid,
    clock,
    store: counted,
    prompts,
    /** The block that a chat would get now. */
    async blockFor(chat: Chat): Promise<string | null> {
      return blockOf(await prompts.requestFor(chat, [await record(chat, 'hi', {})]));
    },
    newSource,
    chats,
    get reads() {
      return reads;
    },
    ask: (chat: Chat, content: string, more: Partial<NewMessage> = {}) => record(chat, content, more),
    settle,
    async answer(chat: Chat, asked: readonly StoredMessage[]): Promise<void> {
      await settle(chat, asked);
      prompts.joined(chat, asked);
    },
    /** The bot, or the owner by hand. */
    async say(chat: Chat, content: string, source: 'bot' | 'user_outgoing' = 'bot'): Promise<void> {
      prompts.joined(chat, [await record(chat, content, { source, state: 'said' })]);
    },
    /** One whole turn. */
    async talk(chat: Chat, question: string, reply: string): Promise<LlmRequest> {
      const asked = await this.ask(chat, question);
      const request = await prompts.requestFor(chat, [asked]);
      await this.answer(chat, [asked]);
      await this.say(chat, reply);
      return request;
    },
  };
}

/** All of a prompt in one text. */
export function textOf({ system, messages }: LlmRequest): string {
  return [system, ...messages.map(({ content }) => content)].join('\n');
}

/** The block of other chats in a prompt; null when it has none. */
export function blockOf({ messages }: LlmRequest): string | null {
  const first = messages[0];
  return first?.role === 'user' && first.content.startsWith('<other_chats>') ? first.content : null;
}
