import { createHash } from 'node:crypto';
import {
  type ChatProvider,
  type ChatSession,
  type Clock,
  type ConnectionErrorCode,
  type ConnectionStatus,
  type Identity,
  type IncomingMessage,
  type MessageAnchor,
  type MessageReference,
  type Random,
  type StatusReport,
  systemRandom,
} from '@chat-imposter/core';
import { Changes, patiently } from '../conformance/changes.ts';
import { RecordedLog } from '../conformance/recorded-log.ts';
import type { ChatPeerAccount } from './options.ts';
import type { TestedCredentials } from './tested-credentials.ts';

/** Randomness with which no wait is longer than it must be. */
const impatient: Random = { fraction: () => 0, hex: (bytes) => systemRandom.hex(bytes) };

/** What a {@link TestedBot} is made of. */
export interface TestedBotParts {
  userId: string;
  provider: ChatProvider;
  config: unknown;
  credentials: TestedCredentials;
  clock: Clock;
  patienceMs: number;
}

/** A session with everything that the core would give it, and what it told the core. */
export class TestedBot {
  readonly userId: string;
  readonly credentials: TestedCredentials;
  readonly clock: Clock;
  readonly session: ChatSession;
  readonly log = new RecordedLog();
  readonly reports: StatusReport[] = [];
  /** What was handed over, whatever became of it. */
  readonly offered: IncomingMessage[] = [];
  /** What was handed over and taken. */
  readonly accepted: IncomingMessage[] = [];
  /** What it told of the time before when it was asked. */
  readonly fetched: IncomingMessage[] = [];
  /** Who it told people and groups to be, oldest first. */
  readonly contacts: Identity[] = [];
  readonly edits: (MessageReference & { content: string })[] = [];
  readonly deletions: MessageReference[] = [];
  /** How often it told an edit or a deletion, whatever became of that. */
  revisionsOffered = 0;
  readonly sentTexts: string[] = [];
  /** What it told although it had stopped. */
  readonly lateEvents: string[] = [];
  readonly #provider: ChatProvider;
  readonly #sent = new Map<string, string>();
  readonly #patienceMs: number;
  readonly #changes: Changes;
  #account: ChatPeerAccount | null = null;
  #hasStopped = false;
  #refusals = 0;
  #held: Promise<void> | null = null;
  #messageCount = 0;

  constructor({ userId, provider, config, credentials, clock, patienceMs }: TestedBotParts) {
    this.userId = userId;
    this.credentials = credentials;
    this.clock = clock;
    this.#provider = provider;
    this.#patienceMs = patienceMs;
    this.#changes = new Changes(patienceMs);
    this.session = provider.open({
      userId,
      config: provider.configSchema.parse(config),
      credentials,
      events: {
        accept: (messages) => this.#accept(messages),
        contacts: async (identities) => this.#meet(identities),
        edited: (message, content) =>
          this.#tellRevision('edited', () => this.edits.push({ ...structuredClone(message), content })),
        deleted: (message) =>
          this.#tellRevision('deleted', () => this.deletions.push(structuredClone(message))),
        status: (report) => this.#status(report),
      },
      sentText: async (messageId) => this.#sent.get(messageId) ?? null,
      logger: this.log,
      clock,
      random: impatient,
    });
  }

  /** The platform's side. */
  get account(): ChatPeerAccount {
    if (!this.#account) throw new Error('The bot has no account yet.');
    return this.#account;
  }

  set account(account: ChatPeerAccount) {
    this.#account = account;
  }

  async start(): Promise<void> {
    this.#hasStopped = false;
    await this.#soon(this.session.start(), 'start() did not resolve');
  }

  async stop(): Promise<void> {
    await this.#soon(this.session.stop(), 'stop() did not resolve');
    this.#hasStopped = true;
  }

  async logout(): Promise<void> {
    await this.#soon(this.session.logout(), 'logout() did not resolve');
    this.#hasStopped = true;
  }

  /** Scans the QR that it shows and waits until it is connected. */
  async link(): Promise<void> {
    const { qr } = await this.hasReported('linking');
    await this.#soon(this.account.scan(qr ?? { text: '', dataUrl: '' }), 'The QR could not be scanned');
    await this.hasReported('connected');
  }

  isLinked(): Promise<boolean> {
    return this.#provider.isLinked(this.credentials);
  }

  /** A fresh message id of the platform's shape. */
  newMessageId(): string {
    const digest = createHash('sha256')
      .update(`${this.userId} ${++this.#messageCount}`)
      .digest('hex');
    return this.#provider.messageIdFrom(digest.slice(0, 32));
  }

  /** Sends a text; settles as the session does, or rejects when it does not. */
  send(chatId: string, text: string, messageId = this.newMessageId()): Promise<void> {
    return this.#soon(this.begin(chatId, text, messageId), 'send() did not settle');
  }

  /** Sends a text, however long it takes. */
  begin(chatId: string, text: string, messageId: string): Promise<void> {
    this.sentTexts.push(text);
    this.#sent.set(messageId, text);
    return this.session.send(chatId, text, { messageId });
  }

  /** The groups that the session lists; rejects as it does, or when it has no answer. */
  listGroups(): Promise<readonly Identity[]> {
    if (!this.session.listGroups) return Promise.reject(new Error('The session has no listGroups().'));
    return this.#soon(this.session.listGroups(), 'listGroups() did not settle');
  }

  /** The chat with a contact, who writes for it. */
  async chatWith(contact: string): Promise<string> {
    const text = `${contact} begins to write`;
    await this.account.writes(contact, text);
    return (await this.accepts(text)).chat.identifier;
  }

  /** Resolves with the first report, from the given one on, that has this status and, if named, this error. */
  hasReported(status: ConnectionStatus, from = 0, code?: ConnectionErrorCode): Promise<StatusReport> {
    return this.#changes.until(
      () =>
        this.reports
          .slice(from)
          .find((report) => report.status === status && (code === undefined || report.error?.code === code)),
      () => `It did not report ${status} ${code ?? ''}. ${this.#history()}`,
    );
  }

  /** Resolves with the message of this text when it was taken. */
  accepts(text: string): Promise<IncomingMessage> {
    return this.#changes.until(
      () => this.accepted.find(({ content }) => content === text),
      () => `It did not hand over ${JSON.stringify(text)}. ${this.#history()}`,
    );
  }

  /** Resolves when that many messages were handed over in all, whatever became of them. */
  async offers(count: number): Promise<void> {
    await this.#changes.until(
      () => this.offered[count - 1],
      () => `It handed over ${this.offered.length} messages instead of ${count}. ${this.#history()}`,
    );
  }

  /** Resolves when it has told so many edits and deletions in all, whatever became of them. */
  async offersRevisions(count: number): Promise<void> {
    await this.#changes.until(
      () => (this.revisionsOffered >= count ? true : undefined),
      () => `It told ${this.revisionsOffered} edits and deletions instead of ${count}. ${this.#history()}`,
    );
  }

  /** Resolves when that many edits, and that many deletions, were told and taken. */
  async takesRevisions(edits: number, deletions: number): Promise<void> {
    await this.#changes.until(
      () => (this.edits.length >= edits && this.deletions.length >= deletions ? true : undefined),
      () => `It told ${this.edits.length} edits and ${this.deletions.length} deletions. ${this.#history()}`,
    );
  }

  /** Resolves when the platform knows that the bot has everything. */
  async acknowledges(): Promise<void> {
    await this.#soon(this.account.acknowledged(), 'Not all messages were acknowledged');
  }

  /** Asks for what was said before; settles as the session does, or rejects when it does not. */
  async fetchHistory(
    chatId: string,
    options: { after: number; before: MessageAnchor; limit: number },
  ): Promise<readonly IncomingMessage[]> {
    if (!this.session.fetchHistory) throw new Error('The session has no fetchHistory().');
    const found = await this.#soon(
      this.session.fetchHistory(chatId, options),
      'fetchHistory() did not settle',
    );
    this.fetched.push(...structuredClone(found));
    return found;
  }

  /** Resolves when somebody sees so many messages of the bot. */
  async isSeenBy(contactOrGroup: string, count: number): Promise<void> {
    await this.#soon(
      this.account.sees(contactOrGroup, count),
      `${contactOrGroup} did not see ${count} messages`,
    );
  }

  /** The next calls of `accept` reject. */
  refuse(calls: number): void {
    this.#refusals = calls;
  }

  /** From now on `accept` does not resolve, until the returned function is called. */
  holdAcceptance(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = null;
      resolve();
    };
  }

  async #accept(messages: readonly IncomingMessage[]): Promise<void> {
    if (this.#hasStopped) this.lateEvents.push(`accept: ${messages.map(({ content }) => content).join()}`);
    this.offered.push(...structuredClone(messages));
    this.#changes.note();
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      throw new Error('The store of this test does not take it.');
    }
    await this.#held;
    this.accepted.push(...structuredClone(messages));
    this.#changes.note();
  }

  /** Who people are is always taken: what a check refuses or holds back are messages. */
  #meet(identities: readonly Identity[]): void {
    if (this.#hasStopped) this.lateEvents.push('contacts');
    this.contacts.push(...structuredClone(identities));
    this.#changes.note();
  }

  #tellRevision(name: string, note: () => void): Promise<void> {
    this.revisionsOffered += 1;
    this.#changes.note();
    return this.#tell(name, note);
  }

  /** Something about a message; refused like one. */
  async #tell(name: string, note: () => void): Promise<void> {
    if (this.#hasStopped) this.lateEvents.push(name);
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      throw new Error('The store of this test does not take it.');
    }
    await this.#held;
    note();
    this.#changes.note();
  }

  #status(report: StatusReport): void {
    if (this.#hasStopped) this.lateEvents.push(`status: ${report.status}`);
    this.reports.push(structuredClone(report));
    this.#changes.note();
  }

  #soon<Value>(promise: Promise<Value>, complaint: string): Promise<Value> {
    return patiently(promise, this.#patienceMs, () => `${complaint}. ${this.#history()}`);
  }

  #history(): string {
    const reports = this.reports.map(({ status, error }) => (error ? `${status} (${error.code})` : status));
    return `Reported were: ${reports.join(', ') || 'nothing'}. Handed over were ${this.offered.length} messages, taken ${this.accepted.length}.`;
  }
}
