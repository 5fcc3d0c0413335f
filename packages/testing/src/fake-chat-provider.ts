import {
  type Chat,
  type ChatProvider,
  type ChatSession,
  type ChatSessionContext,
  type CredentialStore,
  type IncomingMessage,
  SendError,
  type StatusReport,
} from '@chat-imposter/core';
import { z } from 'zod';

/** A message as it left the bot; a repeated send of the same id is counted in `repeats`, not shown again. */
export interface FakeSentMessage {
  chatId: string;
  text: string;
  messageId: string;
  repeats: number;
}

/** The platform's side of one bot of {@link FakeChatProvider}. */
export interface FakeAccount {
  readonly userId: string;
  /** What receivers see: each message id once. */
  readonly sent: readonly FakeSentMessage[];
  /** Every send, the failed ones included, in order. */
  readonly attempts: readonly { chatId: string; messageId: string }[];
  /** What the bot's session was told to be last. */
  readonly status: StatusReport['status'];
  /** The owner's phone scans the QR: the link is complete. */
  scan(): Promise<void>;
  /** A contact writes. Resolves when the bot has taken the message, rejects when it could not. */
  says(from: string | Partial<Chat>, text: string, more?: Partial<IncomingMessage>): Promise<IncomingMessage>;
  /** Delivers messages as they are, together. */
  deliver(messages: readonly IncomingMessage[]): Promise<void>;
  /** Resolves when the bot has sent the given number of messages in all. */
  hears(count: number): Promise<readonly FakeSentMessage[]>;
  /** The next sends fail with these errors, in order. */
  failSends(...errors: readonly SendError[]): void;
  /** Reports a status as the platform would. */
  report(report: StatusReport): void;
}

/** A messaging platform in memory; keeps what the contracts promise and shows what the bot did. */
export interface FakeChatProvider extends ChatProvider<FakeChatConfiguration> {
  /** The account of a bot that was opened. */
  account(userId: string): FakeAccount;
}

const configSchema = z.looseObject({
  allow_group_messages: z.boolean().default(false),
  process_offline_messages: z.boolean().default(false),
  match_push_names: z.boolean().default(false),
  timezone: z.string().optional(),
});

/** The settings of {@link FakeChatProvider}. */
export type FakeChatConfiguration = z.output<typeof configSchema>;

const LINK = 'link';

/** Makes a platform; bots are opened on it by an imposter. */
export function createFakeChatProvider(name = 'fakeChat'): FakeChatProvider {
  const accounts = new Map<string, Account>();
  return {
    specVersion: 1,
    name,
    configSchema,
    open(context) {
      const account = accounts.get(context.userId) ?? new Account(context.userId);
      accounts.set(context.userId, account);
      return account.openSession(context);
    },
    isLinked: async (credentials) => isLinked(credentials),
    messageIdFrom: (digest) => `FAKE${digest.slice(0, 18).toUpperCase()}`,
    account(userId) {
      const account = accounts.get(userId);
      if (account === undefined) throw new Error(`No bot "${userId}" was opened on the fake platform.`);
      return account;
    },
  };
}

async function isLinked(credentials: CredentialStore): Promise<boolean> {
  return (await credentials.get([LINK])).has(LINK);
}

class Account implements FakeAccount {
  readonly userId: string;
  readonly sent: FakeSentMessage[] = [];
  readonly attempts: { chatId: string; messageId: string }[] = [];
  status: StatusReport['status'] = 'disconnected';
  readonly #sendErrors: SendError[] = [];
  readonly #listeners = new Set<() => void>();
  #context: ChatSessionContext<FakeChatConfiguration> | null = null;
  #messageCount = 0;

  constructor(userId: string) {
    this.userId = userId;
  }

  openSession(context: ChatSessionContext<FakeChatConfiguration>): ChatSession {
    let isStopped = false;
    const stop = async () => {
      isStopped = true;
      if (this.#context !== context) return;
      this.#context = null;
      this.status = 'disconnected';
    };
    return {
      start: async () => {
        this.#context = context;
        if (await isLinked(context.credentials)) this.report({ status: 'connected' });
        else
          this.report({
            status: 'linking',
            qr: { text: 'fake-qr', dataUrl: 'data:image/png;base64,ZmFrZQ==' },
          });
      },
      stop,
      logout: async () => {
        await context.credentials.clear();
        await stop();
      },
      send: async (chatId, text, { messageId }) => {
        if (isStopped || this.status !== 'connected')
          throw new SendError('closed', 'The session is not connected.');
        this.attempts.push({ chatId, messageId });
        const error = this.#sendErrors.shift();
        if (error !== undefined) throw error;
        this.#record(chatId, text, messageId);
      },
    };
  }

  async scan(): Promise<void> {
    const context = this.#openContext();
    await context.credentials.set(new Map([[LINK, 'linked']]));
    this.report({ status: 'connecting' });
    this.report({ status: 'connected' });
  }

  async says(
    from: string | Partial<Chat>,
    text: string,
    more: Partial<IncomingMessage> = {},
  ): Promise<IncomingMessage> {
    const given = typeof from === 'string' ? { identifier: from } : from;
    const chat: Chat = { identifier: 'someone', alternateIdentifiers: [], kind: 'direct', ...given };
    const { kind: _, ...person } = chat;
    const message: IncomingMessage = {
      chat,
      sender: chat.kind === 'direct' ? person : { identifier: 'member', alternateIdentifiers: [] },
      source: 'user',
      origin: 'live',
      providerMessageId: `in-${++this.#messageCount}`,
      content: text,
      originatingTime: this.#openContext().clock.now(),
      ...more,
    };
    await this.deliver([message]);
    return message;
  }

  deliver(messages: readonly IncomingMessage[]): Promise<void> {
    return this.#openContext().events.accept(messages);
  }

  async hears(count: number): Promise<readonly FakeSentMessage[]> {
    while (this.sent.length < count) {
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
    return this.sent.slice(0, count);
  }

  failSends(...errors: readonly SendError[]): void {
    this.#sendErrors.push(...errors);
  }

  report(report: StatusReport): void {
    this.status = report.status;
    this.#openContext().events.status(report);
  }

  #record(chatId: string, text: string, messageId: string): void {
    const known = this.sent.find((message) => message.messageId === messageId);
    if (known !== undefined) known.repeats += 1;
    else this.sent.push({ chatId, text, messageId, repeats: 0 });
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #openContext(): ChatSessionContext<FakeChatConfiguration> {
    if (this.#context === null)
      throw new Error(`The bot "${this.userId}" is not running on the fake platform.`);
    return this.#context;
  }
}
