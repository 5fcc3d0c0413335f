import { BotReporter } from './bot-reporter.ts';
import { BotState } from './bot-state.ts';
import type { ValidConfiguration } from './configuration/validate-configuration.ts';
import { PromptSource } from './context/prompt-source.ts';
import type { BotMode, BotStatus } from './contracts/bot.ts';
import type { ChatProvider, ChatSession, StatusReport } from './contracts/chat-provider.ts';
import type { CancelTimer, Clock } from './contracts/clock.ts';
import { ImposterError } from './contracts/errors.ts';
import type { LlmModel } from './contracts/llm-provider.ts';
import type { Chat, IncomingMessage } from './contracts/message.ts';
import type { Lease, StoredMessage } from './contracts/store.ts';
import { Intake, type Verdict } from './queue/intake.ts';
import { UserQueue } from './queue/user-queue.ts';
import type { Surroundings } from './surroundings.ts';
import { Outbox } from './turn/outbox.ts';
import { Turns } from './turn/turns.ts';
import { mayReply } from './whitelist.ts';

/** What one bot is made of. */
export interface ChatbotOptions {
  instanceId: string;
  valid: ValidConfiguration;
  lease: Lease;
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
  readonly #valid: ValidConfiguration;
  readonly #lease: Lease;
  readonly #surroundings: Surroundings;
  readonly #onStatus: (report: StatusReport) => void;
  readonly #chats = new Map<string, Chat>();
  readonly #reporter: BotReporter;
  readonly #state: BotState;
  readonly #queue: UserQueue;
  readonly #intake: Intake;
  readonly #session: ChatSession;
  readonly #outbox: Outbox;
  readonly #model: LlmModel | null;
  #turns: Turns | null = null;
  #ending: Promise<void> | null = null;
  #cancelExpiry: CancelTimer = () => {};

  constructor({ instanceId, valid, lease, onStatus }: ChatbotOptions, surroundings: Surroundings) {
    const { configuration, chat } = valid;
    this.instanceId = instanceId;
    this.mode = modeOf(valid);
    this.#valid = valid;
    this.#lease = lease;
    this.#surroundings = surroundings;
    this.#onStatus = onStatus;
    this.#reporter = new BotReporter(configuration, chat.provider.name, surroundings);
    this.#state = new BotState(configuration.user_id, this.mode, surroundings.clock);
    this.#queue = new UserQueue(configuration.queue_config);
    this.#intake = this.#makeIntake();
    this.#session = this.#openSession();
    this.#outbox = this.#makeOutbox();
    this.#model = this.#makeModel();
  }

  get userId(): string {
    return this.#valid.configuration.user_id;
  }

  get provider(): ChatProvider {
    return this.#valid.chat.provider;
  }

  /** Whether there is nothing left of the connection, so that the bot may be started anew. */
  get isDisconnected(): boolean {
    return this.#state.isDisconnected;
  }

  /** Where the bot stands; `authenticated` is not known here. */
  status(): Omit<BotStatus, 'authenticated'> {
    return this.#state.status();
  }

  /** Takes up what an earlier run left, then connects. */
  async start(): Promise<void> {
    await this.#restore();
    this.#connectionReported({ status: 'connecting' });
    await this.#session.start();
  }

  /** Finishes turns under way for at most `graceMs`, then closes the connection. The link stays. */
  async stop(graceMs: number): Promise<void> {
    await this.#end({ graceMs, unlinks: false });
  }

  /** Ends everything at once and the link with it. */
  async unlink(): Promise<void> {
    await this.#end({ graceMs: 0, unlinks: true });
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
        status: (report) => this.#connectionReported(report),
      },
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
      verdictOn: (message) => this.#verdictOn(message),
      accepted: (chat, message) => this.#accepted(chat, message),
      evicted: (eviction) => this.#reporter.evicted(eviction),
      failed: (error) => this.#reporter.failed(null, error),
    });
  }

  #makeOutbox(): Outbox {
    const { store, clock } = this.#surroundings;
    return new Outbox({
      userId: this.userId,
      session: this.#session,
      store,
      lease: this.#lease,
      clock,
      sent: (chat, message) => this.#reporter.sent(chat, message),
      failed: (correspondentId, error) => this.#reporter.failed(correspondentId, error),
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
    for (const chat of await store.messages.chats(this.userId)) this.#chats.set(chat.identifier, chat);
    for (const message of await store.messages.queue(this.userId)) {
      if (message.id === null) continue;
      await this.#intake.settle(this.#queue.add({ ...message, id: message.id }, clock.now()));
    }
    await this.#expire();
    if (this.#valid.llm !== null && this.#model !== null) {
      this.#turns = await this.#startTurns(this.#model, this.#valid.llm.settings);
    }
  }

  #startTurns(
    model: LlmModel,
    llmSettings: NonNullable<ValidConfiguration['llm']>['settings'],
  ): Promise<Turns> {
    const { store, clock, random } = this.#surroundings;
    const { configuration, chat } = this.#valid;
    const { settings, provider } = chat;
    return Turns.start({
      configuration,
      provider,
      model,
      maxRetries: llmSettings.max_retries,
      store,
      lease: this.#lease,
      queue: this.#queue,
      prompts: new PromptSource({ configuration, settings, llmSettings, store, clock }),
      outbox: this.#outbox,
      clock,
      random,
      chatOf: (correspondentId) => this.#chatOf(correspondentId),
      mayReply: (asked) => mayReply(asked, configuration, settings).mayReply,
      llmFailed: (correspondentId, error) => {
        this.#state.llmFailed(error);
        this.#reporter.failed(correspondentId, error);
      },
      llmAnswered: () => this.#state.llmAnswered(),
      failed: (correspondentId, error) => this.#reporter.failed(correspondentId, error),
    });
  }

  /** An instance ends once, in the way that was asked for first. */
  #end(how: { graceMs: number; unlinks: boolean }): Promise<void> {
    this.#ending ??= this.#finish(how);
    return this.#ending;
  }

  async #finish({ graceMs, unlinks }: { graceMs: number; unlinks: boolean }): Promise<void> {
    const { store, retentionLogger, clock } = this.#surroundings;
    this.#cancelExpiry();
    const turnsEnded = this.#turns?.stop() ?? Promise.resolve();
    if (graceMs > 0) await firstOf(turnsEnded, graceMs, clock);
    this.#turns?.abort();
    this.#outbox.stop();
    try {
      await (unlinks ? this.#session.logout() : this.#session.stop());
      // What was aborted ends at its next step; its state is in the store. A provider may fail to end a send.
      await firstOf(turnsEnded, ABORTED_MS, clock);
      await this.#intake.drain();
      if (unlinks) await this.#forgetWork();
      await retentionLogger.flush();
    } finally {
      this.#connectionReported({ status: 'disconnected' });
      await store.leases.release(this.#lease);
    }
  }

  /** What was to be answered over a link that is gone is not answered over the next one. */
  async #forgetWork(): Promise<void> {
    const { store } = this.#surroundings;
    for (const { correspondentId, id, state } of await store.messages.queue(this.userId)) {
      if (state !== 'waiting' || id === null) continue;
      await store.messages.settle(this.#lease, [
        { correspondentId, ids: [id], state: 'collected', reason: 'unlinked' },
      ]);
    }
    for (const { turnId, correspondentId } of await store.turns.open(this.userId)) {
      await store.turns.decide(this.#lease, [
        { turnId, correspondentId, messageIds: [], parts: [], reason: 'unlinked' },
      ]);
    }
  }

  /** Age is a limit also while nothing comes in. */
  async #expire(): Promise<void> {
    const { clock } = this.#surroundings;
    await this.#intake.settle(this.#queue.expire(clock.now()));
    if (this.#ending !== null) return;
    this.#cancelExpiry = clock.after(EXPIRY_MS, () => void this.#expire());
  }

  /** Whether a message is to be answered. */
  #verdictOn({ chat: told, origin }: IncomingMessage): Verdict {
    const asked = this.#remembered(told);
    const { configuration, chat } = this.#valid;
    if (asked.kind === 'group' && !chat.settings.allow_group_messages) return { state: 'ignored' };
    if (this.mode === 'collection_only') return { state: 'collected', reason: 'collection_only' };
    const permission = mayReply(asked, configuration, chat.settings);
    if (!permission.mayReply) return { state: 'collected', reason: permission.reason };
    if (this.#model === null) return { state: 'collected', reason: 'llm_key_missing' };
    if (this.#turns?.isSuspended) return { state: 'collected', reason: 'llm_suspended' };
    const isAnswered = origin === 'live' || (origin === 'offline' && chat.settings.process_offline_messages);
    return isAnswered ? { state: 'waiting', reason: null } : { state: 'collected', reason: origin };
  }

  #accepted(chat: Chat, message: StoredMessage): void {
    const { correspondentId } = message;
    this.#chats.set(correspondentId, this.#remembered(chat));
    this.#reporter.accepted(message);
    if (message.state === 'waiting') this.#turns?.notify(correspondentId);
  }

  #connectionReported(report: StatusReport): void {
    const { emit } = this.#surroundings;
    const { userId } = this;
    const isNew = this.#state.reported(report);
    this.#outbox.setConnected(report.status === 'connected');
    if (isNew) emit('status', { userId, status: report.status });
    if (report.qr !== undefined) emit('qr', { userId, qr: report.qr.dataUrl, text: report.qr.text });
    this.#onStatus(report);
  }

  /** A name that is not told this time is still known. */
  #remembered(chat: Chat): Chat {
    return { ...this.#chats.get(chat.identifier), ...chat };
  }

  #chatOf(correspondentId: string): Chat {
    const unknown: Chat = { kind: 'direct', identifier: correspondentId, alternateIdentifiers: [] };
    return this.#chats.get(correspondentId) ?? unknown;
  }
}

/** Resolves with the promise, or after the given time. */
async function firstOf(promise: Promise<void>, milliseconds: number, clock: Clock): Promise<void> {
  let cancel = () => {};
  const deadline = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve);
  });
  await Promise.race([promise, deadline]);
  cancel();
}

/** Fully functional only with a language model. */
export function modeOf(valid: ValidConfiguration): BotMode {
  return valid.llm === null ? 'collection_only' : 'fully_functional';
}
