import type { BotReporter } from './bot-reporter.ts';
import type { BotState } from './bot-state.ts';
import type { ValidConfiguration } from './configuration/validate-configuration.ts';
import type { PromptSource } from './context/prompt-source.ts';
import type { ChatSession } from './contracts/chat-provider.ts';
import type { LlmModel } from './contracts/llm-provider.ts';
import type { Chat } from './contracts/message.ts';
import type { Lease, NewMessage, StoredMessage } from './contracts/store.ts';
import type { UserQueue } from './queue/user-queue.ts';
import { storedMessageOf } from './stored-message.ts';
import type { Surroundings } from './surroundings.ts';
import type { Announcement } from './turn/announcement.ts';
import { Echoes } from './turn/echoes.ts';
import { LoopGuard } from './turn/loop-guard.ts';
import { Outbox } from './turn/outbox.ts';
import { Pace } from './turn/pace.ts';
import { TurnWrites } from './turn/turn-writes.ts';
import { Turns, type TurnsLeft } from './turn/turns.ts';

/** What a bot answers with. */
export interface AnsweringOptions {
  configuration: ValidConfiguration['configuration'];
  chat: ValidConfiguration['chat'];
  llm: NonNullable<ValidConfiguration['llm']>;
  /** Null when its key is missing. */
  model: LlmModel | null;
  session: ChatSession;
  lease: Lease;
  queue: UserQueue;
  prompts: PromptSource;
  reporter: BotReporter;
  state: BotState;
  left: TurnsLeft;
  /** When the bot started, epoch milliseconds. */
  startedAt: number;
  isConnected: boolean;
  /** Whether no other process can have the bot now. */
  isLeaseSure: () => boolean;
  chatOf: (correspondentId: string) => Chat;
  mayReply: (chat: Chat) => boolean;
  /** Keeps what the bot says in a tracked group. */
  track: (message: NewMessage) => Promise<void>;
}

/**
 * Everything that a bot needs to answer: its turns, the way out for what they decide, and what keeps it from answering
 * itself or another bot. Made when there is something to answer, because most bots are idle most of the time.
 */
export class Answering {
  readonly #options: AnsweringOptions;
  readonly #surroundings: Surroundings;
  readonly #echoes = new Echoes();
  readonly #loopGuard: LoopGuard | null;
  readonly #outbox: Outbox;
  readonly #turns: Turns;

  /** Takes up the turns that an earlier run left open. */
  constructor(options: AnsweringOptions, surroundings: Surroundings) {
    const { store, guardsLoops } = surroundings;
    this.#options = options;
    this.#surroundings = surroundings;
    this.#loopGuard = guardsLoops ? new LoopGuard() : null;
    const writes = new TurnWrites(store, options.lease);
    this.#outbox = this.#makeOutbox(writes);
    this.#outbox.setConnected(options.isConnected);
    this.#turns = this.#makeTurns(writes);
  }

  /** Whether the model is asked no more until the bot is started anew. */
  get isSuspended(): boolean {
    return this.#turns.isSuspended;
  }

  /** Whether the contact seems to be a bot that answers this one. */
  isMuted(correspondentId: string): boolean {
    return this.#loopGuard?.isMuted(correspondentId, this.#surroundings.clock.now()) ?? false;
  }

  /** Whether what looks like a message of the owner is the echo of what the bot sent. */
  isEcho(chatId: string, text: string, messageId: string): boolean {
    return this.#echoes.take(chatId, text, messageId, this.#surroundings.clock.now());
  }

  /** A message came in that wants an answer. */
  notify({ correspondentId, sender, content, acceptedTime }: StoredMessage): void {
    this.#loopGuard?.heard(correspondentId, { senderId: sender.identifier, text: content }, acceptedTime);
    this.#turns.notify(correspondentId);
  }

  /** The owner wrote, and may have answered what a turn is about. */
  ownerWrote(correspondentId: string): void {
    this.#turns.ownerWrote(correspondentId);
  }

  /** The writer changed or deleted a message, which a turn may be about. */
  revised(message: StoredMessage): void {
    this.#turns.revised(message);
  }

  /** Answers wait while there is no connection. */
  setConnected(isConnected: boolean): void {
    this.#outbox.setConnected(isConnected);
    if (isConnected) this.#turns.connected();
  }

  /** Says something that answers no message. Resolves when it is durable that it will be said. */
  say(announcement: Announcement): Promise<void> {
    return this.#turns.say(announcement);
  }

  /** The text that was to be said under a turn id; null when there is none. */
  saidUnder(turnId: string): Promise<string | null> {
    const { store } = this.#surroundings;
    return store.turns.sentText(this.#options.lease.userId, this.#turns.messageIdOf(turnId));
  }

  /** Ends the open turns, of one contact or of all; when this has resolved, nothing more of them is sent. */
  async cancel(reason: string, correspondentId?: string): Promise<void> {
    const open = this.#turns.openCorrespondents();
    const meant = open.filter((contact) => correspondentId === undefined || contact === correspondentId);
    await Promise.all(meant.map((contact) => this.#turns.cancel(contact, reason)));
  }

  /** Lets `merge` make one contact of two while nothing is thought about or sent to either; the rest of it is done here. */
  async merging(from: string, into: string, merge: () => Promise<void>): Promise<void> {
    await this.#turns.merging(from, into, merge);
    this.#echoes.merge(from, into);
  }

  /** Begins no more turns; resolves when those under way have ended. */
  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /** Asks and sends no more: what is under way ends at its next step. */
  abort(): void {
    this.#turns.abort();
    this.#outbox.stop();
  }

  #makeOutbox(writes: TurnWrites): Outbox {
    const { session, reporter, configuration, state, startedAt, left, isLeaseSure } = this.#options;
    const { clock } = this.#surroundings;
    const { profile } = configuration.behavior;
    const decided = left.open.filter((turn) => turn.state === 'decided');
    return new Outbox({
      userId: configuration.user_id,
      session,
      writes,
      left: decided.map(({ turnId }) => turnId),
      pace: new Pace({ clock, profile, startedAt }),
      clock,
      isLeaseSure,
      sending: (chat, { text, messageId }) => {
        this.#echoes.expect(chat.identifier, text, messageId, clock.now());
        this.#loopGuard?.spoke(chat.identifier, clock.now());
      },
      restricted: (error) => state.restricted(error.message),
      track: this.#options.track,
      sent: (chat, message) => this.#sent(chat, message),
      failed: (correspondentId, error) => reporter.failed(correspondentId, error),
    });
  }

  #makeTurns(writes: TurnWrites): Turns {
    const { store, clock, random, turns } = this.#surroundings;
    const { configuration, chat, llm, model, lease, queue, prompts, reporter, state, left } = this.#options;
    const { chatOf, mayReply } = this.#options;
    return new Turns(
      {
        configuration,
        provider: chat.provider,
        model,
        maxRetries: llm.settings.max_retries,
        store,
        lease,
        writes,
        queue,
        prompts,
        outbox: this.#outbox,
        clock,
        random,
        slots: turns.slots,
        maxConcurrent: turns.maxPerBot,
        chatOf,
        mayReply,
        llmFailed: (correspondentId, error) => {
          state.llmFailed(error);
          reporter.failed(correspondentId, error);
        },
        llmAnswered: () => state.llmAnswered(),
        turned: (turn, stage) => reporter.turned(turn, stage),
        joined: (asked, messages) => prompts.joined(asked, messages),
        answered: (correspondentId) => this.#answered(correspondentId),
        failed: (correspondentId, error) => reporter.failed(correspondentId, error),
      },
      left,
    );
  }

  #sent(chat: Chat, message: NewMessage): void {
    const stored = storedMessageOf(message, null);
    this.#loopGuard?.spoke(stored.correspondentId, this.#surroundings.clock.now());
    this.#options.reporter.sent(stored);
    this.#options.prompts.joined(chat, [stored]);
  }

  #answered(correspondentId: string): void {
    const isLoop = this.#loopGuard?.answered(correspondentId, this.#surroundings.clock.now()) ?? false;
    if (isLoop) this.#options.reporter.muted(correspondentId);
  }
}
