import {
  type Chat,
  type ChatSession,
  type ChatSessionContext,
  type Identity,
  ImposterError,
  type IncomingMessage,
  type MessageReference,
  SendError,
  type StatusReport,
} from '@chat-imposter/core';
import { Archive } from './archive.ts';
import type { FakeAccount, FakeSentMessage } from './fake-account.ts';
import { limitText } from './limit-text.ts';
import { FAKE_QR, isLinked, storeLink } from './link.ts';
import { deletionMail, editMail, type Mail, messageMail } from './mail.ts';
import { Mailbox } from './mailbox.ts';
import { Outbox } from './outbox.ts';

/** Where the owner of an account writes to nobody else. */
const OWN_CHAT: Identity = { identifier: 'owner@fake', alternateIdentifiers: [] };

/** The account of one bot, whichever session of it runs. */
export class Account implements FakeAccount {
  readonly userId: string;
  readonly attempts: { chatId: string; messageId: string }[] = [];
  status: StatusReport['status'] = 'disconnected';
  losesAcknowledgements = false;
  groups: readonly Identity[] = [];
  keepsGroupsUntold = false;
  answersHistoryRequests = true;
  /** With what every send is refused; null when none is. */
  refusal: SendError | null = null;
  isLinked = false;
  readonly #mailbox = new Mailbox();
  readonly #outbox = new Outbox();
  readonly #archive = new Archive();
  readonly #sendErrors: SendError[] = [];
  /** Sends whose acknowledgement was lost. */
  readonly #unanswered = new Set<(error: SendError) => void>();
  /** The session that runs; null while there is none. */
  #context: ChatSessionContext<unknown> | null = null;
  #isDown = false;
  #isUnlinked = false;
  #messageCount = 0;
  #now = () => 0;

  constructor(userId: string) {
    this.userId = userId;
  }

  get sent(): readonly FakeSentMessage[] {
    return this.#outbox.sent;
  }

  get unacknowledged(): readonly IncomingMessage[] {
    return this.#mailbox.waiting.flatMap(({ message }) => message ?? []);
  }

  get unacknowledgedIds(): readonly string[] {
    return this.#mailbox.waiting.map(({ id }) => id);
  }

  /** Makes a session without connecting it. Its methods work without `this`. */
  openSession(context: ChatSessionContext<unknown>): ChatSession {
    const stop = async () => {
      if (this.#context !== context) return;
      this.#context = null;
      this.#breakConnection('disconnected');
    };
    return {
      start: () => {
        this.#context = context;
        this.#now = () => context.clock.now();
        return this.#connect(context);
      },
      stop,
      logout: async () => {
        await stop();
        if (!this.#isDown) this.isLinked = false;
        await context.credentials.clear();
      },
      send: async (chatId, text, { messageId }) => {
        if (this.#context !== context || this.status !== 'connected') throw closed();
        await this.#send(chatId, text, messageId);
      },
      ownChat: () => (this.#isConnected(context) ? OWN_CHAT : null),
      listGroups: async () => {
        if (!this.#isConnected(context)) throw notConnected();
        if (!this.keepsGroupsUntold) return structuredClone(this.groups);
        throw new ImposterError('upstream_timeout', 'The fake platform was told not to answer this.');
      },
      fetchHistory: async (chatId, options) => {
        if (!this.#isConnected(context)) throw notConnected();
        if (this.answersHistoryRequests) return structuredClone(this.#archive.window(chatId, options));
        throw new ImposterError('upstream_timeout', 'The fake platform was told not to answer this.');
      },
    };
  }

  async scan(): Promise<void> {
    const context = this.#openContext();
    await storeLink(context.credentials, this.userId);
    this.#isUnlinked = false;
    this.report({ status: 'connecting' });
    this.#connected();
  }

  async unlink(): Promise<void> {
    this.isLinked = false;
    this.#isUnlinked = true;
    if (this.#context !== null && !this.#isDown) await this.#endLink(this.#context);
  }

  async says(
    from: string | Partial<Chat>,
    text: string,
    more: Partial<IncomingMessage> = {},
  ): Promise<IncomingMessage> {
    const message = this.#message(from, text, { originatingTime: this.#openContext().clock.now(), ...more });
    await this.deliver([message]);
    return message;
  }

  async writes(
    from: string | Partial<Chat>,
    text: string,
    more: Partial<IncomingMessage> = {},
  ): Promise<IncomingMessage> {
    const message = this.#message(from, text, { originatingTime: this.#now(), ...more });
    const isThere = this.#context !== null && this.status === 'connected';
    this.#mailbox.add(messageMail(message), isThere);
    if (isThere) void this.redeliver();
    return message;
  }

  remembers(
    from: string | Partial<Chat>,
    text: string,
    more: Partial<IncomingMessage> & { originatingTime: number },
  ): IncomingMessage {
    const message = this.#message(from, text, { ...more, origin: 'history' });
    this.#archive.add(message);
    return message;
  }

  async edits(message: MessageReference, text: string): Promise<void> {
    await this.#deliverOne(editMail(`edit-${++this.#messageCount}`, message, limitText(text)));
  }

  async deletes(message: MessageReference): Promise<void> {
    await this.#deliverOne(deletionMail(`deletion-${++this.#messageCount}`, message));
  }

  deliver(messages: readonly IncomingMessage[]): Promise<void> {
    return this.#mailbox.deliver(messages, this.#openContext().events);
  }

  tells(...identities: readonly Identity[]): Promise<void> {
    return this.#openContext().events.contacts(identities);
  }

  async redeliver(): Promise<void> {
    const context = this.#openContext();
    await this.#mailbox.serve(context.events, () => this.#isConnected(context));
  }

  acknowledged(): Promise<void> {
    return this.#mailbox.emptied();
  }

  hears(count: number): Promise<readonly FakeSentMessage[]> {
    return this.#outbox.first(count);
  }

  failSends(...errors: readonly SendError[]): void {
    this.#sendErrors.push(...errors);
  }

  report(report: StatusReport): void {
    this.status = report.status;
    this.#openContext().events.status(report);
  }

  cut(): void {
    const context = this.#openContext();
    this.#breakConnection('connecting');
    this.report({ status: 'connecting' });
    void this.#connect(context);
  }

  goDown(): void {
    this.#isDown = true;
    if (this.#context !== null) this.cut();
  }

  comeUp(): void {
    this.#isDown = false;
    if (this.#context !== null) void this.#connect(this.#context);
  }

  async #connect(context: ChatSessionContext<unknown>): Promise<void> {
    const hasLink = await isLinked(context.credentials);
    if (this.#context !== context) return;
    if (this.#isDown) this.report({ status: 'connecting' });
    else if (!hasLink) this.report({ status: 'linking', qr: FAKE_QR });
    else if (this.#isUnlinked) await this.#endLink(context);
    else this.#connected();
  }

  #deliverOne(mail: Mail): Promise<void> {
    const { events } = this.#openContext();
    this.#mailbox.add(mail, true);
    return this.#mailbox.deliverOne(mail, events);
  }

  #connected(): void {
    this.isLinked = true;
    this.report({ status: 'connected' });
    void this.redeliver();
  }

  /** Tells the session that its link is void, which ends it. */
  async #endLink(context: ChatSessionContext<unknown>): Promise<void> {
    await context.credentials.clear();
    if (this.#context !== context) return;
    const error = { code: 'logged_out', message: 'The phone ended the link; link the bot again.' } as const;
    this.report({ status: 'disconnected', error });
    this.#context = null;
    this.#breakConnection('disconnected');
  }

  async #send(chatId: string, text: string, messageId: string): Promise<void> {
    this.attempts.push({ chatId, messageId });
    const error = this.#sendErrors.shift() ?? this.refusal;
    if (error !== null) throw error;
    this.#outbox.record(chatId, text, messageId);
    if (!this.losesAcknowledgements) return;
    const { promise, reject } = Promise.withResolvers<void>();
    this.#unanswered.add(reject);
    await promise;
  }

  #breakConnection(status: StatusReport['status']): void {
    this.status = status;
    const unanswered = [...this.#unanswered];
    this.#unanswered.clear();
    for (const reject of unanswered) reject(closed());
  }

  #message(from: string | Partial<Chat>, text: string, more: Partial<IncomingMessage>): IncomingMessage {
    const given = typeof from === 'string' ? { identifier: from } : from;
    const chat: Chat = { identifier: 'someone', alternateIdentifiers: [], kind: 'direct', ...given };
    const { kind: _, ...person } = chat;
    return {
      chat,
      sender: chat.kind === 'direct' ? person : { identifier: 'member', alternateIdentifiers: [] },
      source: 'user',
      origin: 'live',
      providerMessageId: `in-${++this.#messageCount}`,
      content: limitText(text),
      originatingTime: null,
      ...more,
    };
  }

  #isConnected(context: ChatSessionContext<unknown>): boolean {
    return this.#context === context && this.status === 'connected';
  }

  #openContext(): ChatSessionContext<unknown> {
    if (this.#context === null)
      throw new Error(`The bot "${this.userId}" is not running on the fake platform.`);
    return this.#context;
  }
}

function notConnected(): ImposterError {
  return new ImposterError('not_connected', 'The session is not connected.');
}

function closed(): SendError {
  return new SendError('closed', 'The session is not connected.');
}
