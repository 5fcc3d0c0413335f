import { Answering } from './answering.ts';
import { BotReporter } from './bot-reporter.ts';
import { BotState } from './bot-state.ts';
import type { ValidConfiguration } from './configuration/validate-configuration.ts';
import { Contacts } from './contacts.ts';
import { PromptSource } from './context/prompt-source.ts';
import type { BotMode, BotStatus } from './contracts/bot.ts';
import type { ChatProvider, ChatSession, StatusReport } from './contracts/chat-provider.ts';
import type { CancelTimer } from './contracts/clock.ts';
import { ImposterError } from './contracts/errors.ts';
import type { LlmModel } from './contracts/llm-provider.ts';
import type { Chat, IncomingMessage, Party } from './contracts/message.ts';
import type { Lease, StoredMessage } from './contracts/store.ts';
import { eraseStored } from './erase-stored.ts';
import { firstOf } from './first-of.ts';
import { GroupListing, notConnected } from './group-listing.ts';
import { hasId } from './queue/correspondent-queue.ts';
import { Intake } from './queue/intake.ts';
import { Reviser } from './queue/reviser.ts';
import { UserQueue } from './queue/user-queue.ts';
import { SerialByKey } from './serial-by-key.ts';
import { guardedStart } from './start-guard.ts';
import { isKnownAs } from './stored-message.ts';
import { collectWaiting, dropStoredTurns } from './stored-work.ts';
import type { Surroundings } from './surroundings.ts';
import { contactMeant } from './tracking/digest-contact.ts';
import { Tracking } from './tracking/tracking.ts';
import type { Announcement } from './turn/announcement.ts';
import { readTurnsLeft, type TurnsLeft } from './turn/turns.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { Whitelist } from './whitelist.ts';

/** What a running bot needs of its configuration; the document itself is in the store. */
type RunningConfiguration = Pick<ValidConfiguration, 'configuration' | 'chat' | 'llm'>;

/** What one bot is made of. */
export interface ChatbotOptions {
  instanceId: string;
  valid: ValidConfiguration;
  lease: Lease;
  /** Whether no other process can have the bot now; nothing is sent otherwise. */
  isLeaseSure: () => boolean;
  /** Gives the lease back. */
  release: () => Promise<void>;
  /** Called with every report on the connection. */
  onStatus: (report: StatusReport) => void;
}

/** Turns that were aborted get this long to notice. */
const ABORTED_MS = 5_000;

/** How often messages are looked for that have become too old. */
const EXPIRY_MS = 10 * 60_000;

/** One running bot: its session, queue, conversation and turns. Lives from one start to one stop. */
export class ChatbotInstance {
  readonly instanceId: string;
  readonly mode: BotMode;
  readonly #valid: RunningConfiguration;
  readonly #lease: Lease;
  readonly #surroundings: Surroundings;
  readonly #isLeaseSure: () => boolean;
  readonly #release: () => Promise<void>;
  readonly #onStatus: (report: StatusReport) => void;
  readonly #contacts = new Contacts();
  /** What takes messages of a contact away under their ids does so one after the other. */
  readonly #serial = new SerialByKey();
  readonly #groups = new GroupListing();
  readonly #reporter: BotReporter;
  readonly #state: BotState;
  readonly #whitelist: Whitelist;
  readonly #queue: UserQueue;
  readonly #intake: Intake;
  readonly #reviser: Reviser;
  readonly #session: ChatSession;
  readonly #tracking: Tracking;
  readonly #model: LlmModel | null;
  #prompts: PromptSource | null = null;
  #turnsLeft: TurnsLeft | null = null;
  /** Null until there is something to answer. */
  #answering: Answering | null = null;
  #isRestored = false;
  readonly #startedAt: number;
  #ending: Promise<void> | null = null;
  #cancelExpiry: CancelTimer = () => {};

  constructor(options: ChatbotOptions, surroundings: Surroundings) {
    const { instanceId, valid, lease } = options;
    const { configuration, chat } = valid;
    this.instanceId = instanceId;
    this.mode = modeOf(valid);
    this.#valid = { configuration, chat, llm: valid.llm };
    this.#lease = lease;
    this.#surroundings = surroundings;
    this.#startedAt = surroundings.clock.now();
    this.#isLeaseSure = options.isLeaseSure;
    this.#release = options.release;
    this.#onStatus = options.onStatus;
    this.#reporter = new BotReporter(configuration, chat.provider.name, surroundings);
    this.#state = new BotState(configuration.user_id, this.mode, surroundings.clock);
    this.#whitelist = new Whitelist(configuration, chat.settings);
    this.#queue = new UserQueue(configuration.queue_config);
    this.#intake = this.#makeIntake();
    this.#reviser = this.#makeReviser();
    this.#session = this.#openSession();
    this.#model = this.#makeModel();
    this.#tracking = this.#makeTracking();
  }

  get userId(): string {
    return this.#valid.configuration.user_id;
  }

  /** The right to run it. */
  get lease(): Lease {
    return this.#lease;
  }

  get provider(): ChatProvider {
    return this.#valid.chat.provider;
  }

  /** Whether there is nothing left of the connection, so that the bot may be started anew. */
  get isDisconnected(): boolean {
    return this.#state.isDisconnected;
  }

  /** Whether it has taken up what an earlier run left, and was not asked to end so far. */
  get isRunning(): boolean {
    return this.#isRestored && this.#ending === null;
  }

  /** Where the bot stands; `authenticated` is not known here. */
  status(): Omit<BotStatus, 'authenticated'> {
    return this.#state.status();
  }

  /**
   * Takes up what an earlier run left, then connects.
   * @throws ImposterError `quarantined` when earlier starts ended the process, and nobody asks for this one
   */
  start(isAskedFor: boolean): Promise<void> {
    const kept = this.#surroundings.store.credentials(this.userId, 'core', this.#lease);
    return guardedStart({ kept, userId: this.userId, isAskedFor }, async () => {
      await this.#restore();
      await this.#tracking.start();
      this.#isRestored = true;
      this.#connectionReported({ status: 'connecting' });
      await this.#session.start();
    });
  }

  /** Finishes turns under way for at most `graceMs`, then closes the connection. The link stays. */
  async stop(graceMs: number): Promise<void> {
    await this.#end({ graceMs, unlinks: false });
  }

  /** Ends everything at once and the link with it. */
  async unlink(): Promise<void> {
    await this.#end({ graceMs: 0, unlinks: true });
  }

  /** Whether it may be stopped and run again elsewhere without harm: it is connected, and nobody is linking it. */
  get isConnected(): boolean {
    return this.#state.isConnected;
  }

  /** The lease is sure again: what was not sent meanwhile is sent. */
  leaseRegained(): void {
    this.#answering?.setConnected(this.#state.isConnected);
  }

  /** The groups of the account. @throws ImposterError `not_connected`, `upstream_timeout`, `not_supported` */
  async groups(): Promise<Party[]> {
    if (!this.#state.isConnected) throw notConnected(this.userId);
    return this.#groups.list(this.#session);
  }

  /**
   * Takes what is queued out, of one contact or of all, and ends their turns: nothing more of them is sent. The turns
   * come first: should the process die in between, nothing is answered that counts as cleared.
   */
  clearQueue(correspondentId?: string): Promise<void> {
    return this.#serial.run('', () =>
      this.#clear(correspondentId === undefined ? undefined : this.#contacts.keyOf(correspondentId)),
    );
  }

  async #clear(correspondentId: string | undefined): Promise<void> {
    const contacts = correspondentId === undefined ? this.#queue.correspondents() : [correspondentId];
    const cleared = contacts.map((contact) => ({
      correspondentId: contact,
      ids: this.#queue.messages(contact).map(({ id }) => id),
      state: 'cleared' as const,
      reason: null,
    }));
    for (const { correspondentId: contact, ids } of cleared) this.#queue.remove(contact, ids);
    try {
      await this.#answering?.cancel('cleared', correspondentId);
    } finally {
      await this.#intake.record(cleared);
    }
  }

  /**
   * Erases a contact: ends its turns, and takes it out of the store and of all that is remembered here; tells how much was
   * stored. What it writes meanwhile comes in afterwards, as of somebody new.
   */
  async erase(chat: Chat): Promise<number> {
    let erased = 0;
    await this.#intake.inTurn(() =>
      this.#serial.run('', async () => {
        erased = await this.#erase(chat);
      }),
    );
    return erased;
  }

  async #erase(chat: Chat): Promise<number> {
    const { identifier } = chat;
    const ids = [identifier, ...chat.alternateIdentifiers];
    // What has left the queue and could not be stored would be about the ids of new messages.
    await this.#intake.record([]);
    this.#queue.remove(
      identifier,
      this.#queue.messages(identifier).map(({ id }) => id),
    );
    await this.#answering?.cancel('erased', identifier);
    const erased = await eraseStored({ store: this.#surroundings.store, lease: this.#lease }, chat);
    this.#contacts.forget(identifier);
    for (const group of this.#queue.correspondents()) this.#eraseQueued(group, new Set(ids));
    this.#prompts?.forgetAll();
    await this.#session.forget?.(ids);
    return erased;
  }

  /** What a person wrote in a group and waits there: as if the writer had deleted it. */
  #eraseQueued(group: string, ids: ReadonlySet<string>): void {
    const written = this.#queue.messages(group).filter(({ sender }) => isKnownAs(sender, ids));
    this.#queue.remove(
      group,
      written.map(({ id }) => id),
    );
    for (const message of written)
      this.#answering?.revised({
        ...message,
        content: '',
        quoted: null,
        state: 'skipped',
        reason: 'deleted',
      });
  }

  #openSession(): ChatSession {
    const { store, logger, clock, random } = this.#surroundings;
    const { provider, config } = this.#valid.chat;
    return provider.open({
      userId: this.userId,
      config,
      credentials: store.credentials(this.userId, provider.name, this.#lease),
      events: {
        accept: (messages) => this.#intake.accept(messages),
        contacts: (identities) => this.#intake.contacts(identities),
        edited: (message, content) => this.#reviser.edited(message, content),
        deleted: (message) => this.#reviser.deleted(message),
        status: (report) => this.#connectionReported(report),
      },
      sentText: (messageId) => store.turns.sentText(this.userId, messageId),
      logger,
      clock,
      random,
    });
  }

  #makeIntake(): Intake {
    const { store, clock } = this.#surroundings;
    return new Intake({
      store,
      lease: this.#lease,
      queue: this.#queue,
      clock,
      contacts: this.#contacts,
      merging: (from, into, merge) =>
        this.#serial.run('', () => this.#answering?.merging(from, into, merge) ?? merge()),
      merged: (from, into) => {
        this.#prompts?.merged(from, into);
        this.#reporter.merged(from, into);
      },
      isEcho: (chat, text, messageId) => this.#answering?.isEcho(chat.identifier, text, messageId) ?? false,
      verdictOn: (message) => this.#verdictOn(message),
      accepted: (message) => this.#accepted(message),
      evicted: (eviction) => this.#reporter.evicted(eviction),
      ownerWrote: (chat, message, answered) => {
        this.#prompts?.joined(chat, [...answered, message]);
        this.#answering?.ownerWrote(chat.identifier);
      },
      historyAdded: (chat) => this.#prompts?.forget(chat.identifier),
      tracks: (chat) => this.#tracking.tracks(chat),
      track: (messages) => this.#tracking.arrived(messages),
      failed: (error) => this.#reporter.failed(null, error),
    });
  }

  #makeTracking(): Tracking {
    return new Tracking(
      {
        valid: this.#valid,
        lease: this.#lease,
        session: this.#session,
        model: this.#model,
        delivery: {
          contactOf: (deliverTo) => this.#contactMeant(deliverTo),
          say: (announcement) => this.#say(announcement),
          saidUnder: async (turnId) => this.#answer()?.saidUnder(turnId) ?? null,
        },
        listGroups: () => this.#groups.list(this.#session),
        failed: (error) => this.#reporter.failed(null, error),
      },
      this.#surroundings,
    );
  }

  /** Like all that lets turns rest, one after the other: who has done so first must not find them going on. */
  #say(announcement: Announcement): Promise<void> {
    return this.#serial.run('', async () => {
      const answering = this.#answer();
      if (answering === null) throw new Error('The bot stops; nothing more is said.');
      await answering.say(announcement);
    });
  }

  /** The contact that a digest is for. */
  #contactMeant(deliverTo: string): string | null {
    if (deliverTo !== 'self') return contactMeant(deliverTo, this.#contacts.all());
    const own = this.#session.ownChat?.() ?? null;
    return own === null ? null : this.#contacts.keyOf(own.identifier);
  }

  #makeReviser(): Reviser {
    const { store, clock } = this.#surroundings;
    return new Reviser({
      store,
      lease: this.#lease,
      queue: this.#queue,
      intake: this.#intake,
      clock,
      contacts: this.#contacts,
      revised: (message) => {
        this.#prompts?.forget(message.correspondentId);
        this.#answering?.revised(message);
      },
      edited: (message) => this.#reporter.edited(message),
      deleted: (message) => this.#reporter.deleted(message),
    });
  }

  /** A missing key is no reason not to link: the bot collects and says what is missing. */
  #makeModel(): LlmModel | null {
    const { llm } = this.#valid;
    if (llm === null) return null;
    try {
      return llm.provider.createModel(llm.config, { userId: this.userId, logger: this.#surroundings.logger });
    } catch (error) {
      if (!ImposterError.is(error) || error.code !== 'llm_key_missing') throw error;
      this.#state.llmMissing('llm_key_missing', error.message);
      return null;
    }
  }

  async #restore(): Promise<void> {
    const { store, clock } = this.#surroundings;
    for (const chat of await store.messages.chats(this.userId)) this.#contacts.remember(chat);
    for (const message of await store.messages.queue(this.userId)) {
      if (hasId(message)) await this.#intake.settle(this.#queue.add(message, clock.now()));
    }
    await this.#expire();
    if (this.#valid.llm === null) return;
    this.#turnsLeft = await readTurnsLeft(store, this.#lease, this.#surroundings.random);
    if (this.#turnsLeft.open.length > 0 || this.#queue.waitingCorrespondents().length > 0) this.#answer();
  }

  /** Where prompts come from, made for the first who asks; null in Collection Only. */
  get prompts(): PromptSource | null {
    this.#prompts ??= this.#makePrompts();
    return this.#prompts;
  }

  /** The next prompts read the store. */
  forgetConversations(): void {
    this.#prompts?.forgetAll();
  }

  #makePrompts(): PromptSource | null {
    const { llm, configuration, chat } = this.#valid;
    if (llm === null) return null;
    const { store, clock } = this.#surroundings;
    return new PromptSource({
      configuration,
      settings: chat.settings,
      llmSettings: llm.settings,
      store,
      clock,
      chatOf: (correspondentId) => this.#contacts.chatOf(correspondentId),
      mayReply: (asked) => this.#whitelist.mayReply(asked),
    });
  }

  /** What answers, made for the first message that wants it; null in Collection Only and at the end. */
  #answer(): Answering | null {
    const { configuration, chat, llm } = this.#valid;
    const { prompts } = this;
    if (this.#answering !== null || this.#ending !== null) return this.#answering;
    if (llm === null || prompts === null || this.#turnsLeft === null) return null;
    this.#answering = new Answering(
      {
        configuration,
        chat,
        llm,
        model: this.#model,
        session: this.#session,
        lease: this.#lease,
        queue: this.#queue,
        prompts,
        reporter: this.#reporter,
        state: this.#state,
        left: this.#turnsLeft,
        startedAt: this.#startedAt,
        isConnected: this.#state.isConnected,
        isLeaseSure: this.#isLeaseSure,
        chatOf: (correspondentId) => this.#contacts.chatOf(correspondentId),
        mayReply: (asked) => this.#whitelist.mayReply(asked),
        track: (message) => this.#tracking.said(message),
      },
      this.#surroundings,
    );
    return this.#answering;
  }

  /** An instance ends once, in the way that was asked for first. */
  #end(how: { graceMs: number; unlinks: boolean }): Promise<void> {
    this.#ending ??= this.#finish(how);
    return this.#ending;
  }

  async #finish({ graceMs, unlinks }: { graceMs: number; unlinks: boolean }): Promise<void> {
    const { retentionLogger, clock } = this.#surroundings;
    this.#cancelExpiry();
    const turnsEnded = this.#answering?.stop() ?? Promise.resolve();
    if (graceMs > 0) await firstOf(turnsEnded, graceMs, clock);
    this.#answering?.abort();
    try {
      await this.#closeSession(unlinks, turnsEnded);
      await retentionLogger?.flush();
    } finally {
      this.#connectionReported({ status: 'disconnected' });
      await this.#release();
    }
  }

  /** Also a logout that fails ends what was to be answered over the link. */
  async #closeSession(unlinks: boolean, turnsEnded: Promise<void>): Promise<void> {
    try {
      await (unlinks ? this.#session.logout() : this.#session.stop());
    } finally {
      // What was aborted ends at its next step; its state is in the store.
      await firstOf(turnsEnded, ABORTED_MS, this.#surroundings.clock);
      await this.#intake.drain();
      await this.#intake.settle([]);
      await this.#tracking.stop();
      if (unlinks) await this.#forgetWork();
    }
  }

  /** What was to be answered over a link that is gone is not answered over the next one. */
  async #forgetWork(): Promise<void> {
    const owner = { store: this.#surroundings.store, lease: this.#lease };
    await dropStoredTurns(owner, 'unlinked');
    await collectWaiting(owner, 'unlinked');
  }

  /** Age is a limit also while nothing comes in. */
  async #expire(): Promise<void> {
    const { clock } = this.#surroundings;
    await this.#serial
      .run('', () => this.#intake.settle(this.#queue.expire(clock.now())))
      .catch((error: unknown) => this.#reporter.failed(null, error));
    if (this.#ending !== null) return;
    this.#cancelExpiry = clock.after(EXPIRY_MS, () => void this.#expire());
  }

  #verdictOn({ chat, origin }: Pick<IncomingMessage, 'chat' | 'origin'>): Verdict {
    return verdictOn(
      { chat, origin },
      {
        mode: this.mode,
        whitelist: this.#whitelist,
        settings: this.#valid.chat.settings,
        hasNoModel: this.#model === null,
        isSuspended: this.#answering?.isSuspended ?? false,
        isMuted: this.#answering?.isMuted(chat.identifier) ?? false,
      },
    );
  }

  #accepted(message: StoredMessage): void {
    this.#reporter.accepted(message);
    if (message.state === 'waiting') this.#answer()?.notify(message);
  }

  #connectionReported(report: StatusReport): void {
    const { emit } = this.#surroundings;
    const { userId } = this;
    const { isNewStatus, isNewHistory } = this.#state.reported(report);
    // Word of the history comes over the connection that there was.
    const isOnlyHistory = !isNewStatus && (isNewHistory || report.historyPercent !== undefined);
    if (!isOnlyHistory) {
      this.#answering?.setConnected(this.#state.isConnected);
      this.#tracking.setConnected(this.#state.isConnected);
    }
    if (isNewStatus || isNewHistory) emit('status', this.#state.statusEvent());
    if (report.pairingCode !== undefined) emit('pairingCode', { userId, code: report.pairingCode });
    if (report.qr !== undefined) emit('qr', { userId, qr: report.qr.dataUrl, text: report.qr.text });
    this.#onStatus(report);
  }
}

/** Fully functional only with a language model. */
export function modeOf(valid: ValidConfiguration): BotMode {
  return valid.llm === null ? 'collection_only' : 'fully_functional';
}
