import { botIdentity } from '../bot-identity.ts';
import { type ChatSession, SendError } from '../contracts/chat-provider.ts';
import type { Clock } from '../contracts/clock.ts';
import { type Chat, type Party, partyOf } from '../contracts/message.ts';
import type { NewMessage, OutgoingPart, Turn } from '../contracts/store.ts';
import { DAY_MS } from '../limits.ts';
import type { Pace } from './pace.ts';
import { type PersistContext, pauseUnlessAborted, persist } from './persist.ts';
import type { TurnWrites } from './turn-writes.ts';

/** A part whose sends failed this often is given up. */
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1_000;

/** A part that could not be sent for so long is not sent any more: the conversation has moved on. */
const EXPIRED_AFTER_MS = DAY_MS;

/** What the outbox works with. */
export interface OutboxContext {
  userId: string;
  session: ChatSession;
  writes: TurnWrites;
  /** Ids of decided turns that an earlier process may have begun to send: that counts as a send that failed. */
  left: Iterable<string>;
  pace: Pace;
  clock: Clock;
  /** Whether no other process can have the bot now: it would send the same. */
  isLeaseSure(): boolean;
  /** A part is about to be sent, for the first time or again. */
  sending(chat: Chat, part: OutgoingPart): void;
  /** The platform acknowledged a part; resolves when it is kept wherever more is kept than the conversation. */
  track(message: NewMessage): Promise<void>;
  /** The platform acknowledged a part, and that is stored. */
  sent(chat: Chat, message: NewMessage): void;
  /** The platform wants the account to be silent: nothing more is sent until the bot is started anew. */
  restricted(error: SendError): void;
  /** A part was given up, with the rest of its turn, or how it fared could not be stored at once. */
  failed(correspondentId: string, error: unknown): void;
}

/**
 * How the sending of a turn ended, with its parts as they are now: `over`, or `disconnected` until there is a connection
 * again, or `paced` for so many milliseconds because the account has sent enough, or `stopped`, which leaves the rest to
 * the next start.
 */
export type SendOutcome = { parts: readonly OutgoingPart[] } & (
  | { kind: 'over' | 'disconnected' | 'stopped' }
  | { kind: 'paced'; waitMs: number }
);

/** How the sending of one part ended, with the part where it has changed. */
type PartOutcome =
  | { kind: 'settled'; part: OutgoingPart }
  | { kind: 'paced'; part: OutgoingPart; waitMs: number }
  | { kind: 'disconnected' }
  | { kind: 'stopped' };

/** A part of a turn on its way. */
interface Sending {
  turn: Turn;
  chat: Chat;
  index: number;
  isCancelled: () => boolean;
}

/** Sends the parts of decided turns in order, each under its own fixed id until the platform acknowledges it. */
export class Outbox {
  readonly #context: OutboxContext;
  /** How the bot appears as a sender. */
  readonly #sender: Party;
  readonly #stopped = new AbortController();
  readonly #persisting: PersistContext;
  /** Turns of an earlier process of which nothing was sent since. */
  readonly #left: Set<string>;
  /** Ends the wait for the acknowledgement of a send, or for the next one, by contact. */
  readonly #endWait = new Map<string, () => void>();
  #isConnected = false;
  #isRestricted = false;
  /** Counts the connections: a send may learn late that the one before is gone. */
  #connection = 0;

  constructor(context: OutboxContext) {
    const { userId, clock } = context;
    this.#context = context;
    this.#sender = partyOf(botIdentity(userId));
    this.#left = new Set(context.left);
    this.#persisting = {
      clock,
      stopped: this.#stopped.signal,
      failed: (correspondentId, error) => this.#context.failed(correspondentId, error),
    };
  }

  /** Whether there is a connection that may be sent on. */
  get maySend(): boolean {
    return this.#isConnected && !this.#isRestricted && this.#context.isLeaseSure();
  }

  /** Nothing is sent while there is no connection. */
  setConnected(isConnected: boolean): void {
    if (isConnected && !this.#isConnected) this.#connection += 1;
    this.#isConnected = isConnected;
  }

  /** Sends no more; what was not acknowledged stays in the store for the next start. */
  stop(): void {
    this.#stopped.abort();
    for (const endWait of this.#endWait.values()) endWait();
  }

  /** Waits no longer for the acknowledgement of what is being sent to a contact, nor for its turn to send. */
  endWait(correspondentId: string): void {
    this.#context.pace.leave(correspondentId);
    this.#endWait.get(correspondentId)?.();
  }

  /** Sends what is left of a turn, unless it is cancelled between two steps. */
  async send(turn: Turn, chat: Chat, isCancelled: () => boolean): Promise<SendOutcome> {
    const parts = [...turn.parts];
    for (const [index, part] of turn.parts.entries()) {
      if (part.state !== 'ready') continue;
      const outcome = await this.#sendPart({ turn, chat, index, isCancelled }, part);
      if ('part' in outcome) parts[index] = outcome.part;
      if (outcome.kind === 'paced') return { kind: 'paced', waitMs: outcome.waitMs, parts };
      if (outcome.kind !== 'settled') return { kind: outcome.kind, parts };
      if (outcome.part.state !== 'acked') break;
    }
    return { kind: 'over', parts };
  }

  async #sendPart(sending: Sending, part: OutgoingPart): Promise<PartOutcome> {
    const { turn } = sending;
    const { clock, pace } = this.#context;
    if (clock.now() - turn.plannedTime > EXPIRED_AFTER_MS) return this.#expire(sending, part);
    for (let { attempts } = part; ; ) {
      if (this.#stopped.signal.aborted || sending.isCancelled()) return STOPPED;
      if (!this.maySend) return { kind: 'disconnected' };
      const waitMs = pace.admit(turn.correspondentId);
      if (waitMs > 0) return { kind: 'paced', waitMs, part: { ...part, attempts } };
      if (this.#left.delete(turn.turnId)) {
        attempts += 1;
        const counted = { ...part, attempts, lastError: UNKNOWN_END };
        if (attempts >= MAX_ATTEMPTS) return this.#giveUp(sending, counted, new Error(UNKNOWN_END));
        if (!(await this.#advance(sending, counted))) return STOPPED;
      }
      const connection = this.#connection;
      const error = await this.#trySend(sending, part);
      if (error === null) return this.#acknowledge(sending, { ...part, attempts, state: 'acked' });
      if (error === ENDED) return STOPPED;
      if (error.kind === 'throttled') {
        // That says nothing about the part: it waits for its turn again.
        pace.refused();
        continue;
      }
      if (error.kind === 'closed') {
        if (connection === this.#connection) return { kind: 'disconnected' };
        continue;
      }
      attempts += 1;
      const failed = { ...part, attempts, lastError: error.message };
      if (error.kind === 'restricted') this.#restrict(error);
      if (error.kind !== 'retryable' || attempts >= MAX_ATTEMPTS) return this.#giveUp(sending, failed, error);
      if (!(await this.#advance(sending, failed))) return STOPPED;
      if (!(await this.#pause(turn, FIRST_DELAY_MS * 2 ** (attempts - 1)))) return STOPPED;
    }
  }

  /** Null when it was acknowledged; `ENDED` when nobody waits for that any more: a provider may never tell. */
  async #trySend({ turn, chat }: Sending, part: OutgoingPart): Promise<SendError | typeof ENDED | null> {
    this.#context.sending(chat, part);
    const { messageId, text } = part;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#endWait.set(turn.correspondentId, () => reject(ENDED));
        const sent = this.#context.session.send(chat.identifier, text, { messageId });
        Promise.resolve(sent).then(resolve, reject);
      });
      return null;
    } catch (error) {
      if (error === ENDED || error instanceof SendError) return error;
      return new SendError('retryable', 'The chat provider failed unexpectedly.', { cause: error });
    } finally {
      this.#endWait.delete(turn.correspondentId);
    }
  }

  #restrict(error: SendError): void {
    if (this.#isRestricted) return;
    this.#isRestricted = true;
    this.#context.restricted(error);
  }

  async #acknowledge(sending: Sending, acked: OutgoingPart): Promise<PartOutcome> {
    const { turn, chat, index } = sending;
    this.#context.pace.taken();
    const said = this.#saidMessage(chat, acked);
    const isLast = index === turn.parts.length - 1;
    if (chat.kind === 'group' && !(await this.#track(turn, said))) return STOPPED;
    if (!(await this.#advance(sending, acked, { said, isLast }))) return STOPPED;
    this.#context.sent(chat, said);
    return { kind: 'settled', part: acked };
  }

  #track({ correspondentId }: Turn, said: NewMessage): Promise<boolean> {
    return persist(() => this.#context.track(said), correspondentId, this.#persisting);
  }

  async #giveUp(sending: Sending, part: OutgoingPart, error: Error): Promise<PartOutcome> {
    const failed = { ...part, state: 'failed' as const };
    if (!(await this.#advance(sending, failed, { isLast: true }))) return STOPPED;
    this.#context.failed(sending.turn.correspondentId, error);
    return { kind: 'settled', part: failed };
  }

  async #expire(sending: Sending, part: OutgoingPart): Promise<PartOutcome> {
    this.#context.pace.leave(sending.turn.correspondentId);
    const expired = { ...part, state: 'expired' as const };
    if (!(await this.#advance(sending, expired, { isLast: true }))) return STOPPED;
    this.#context.failed(sending.turn.correspondentId, new Error('An answer could not be sent for a day.'));
    return { kind: 'settled', part: expired };
  }

  /** How a part fared is known to nobody else: it is stored before anything follows from it. */
  #advance(
    { turn: { turnId, correspondentId }, index }: Sending,
    part: OutgoingPart,
    more: { said?: NewMessage; isLast: boolean } = { isLast: false },
  ): Promise<boolean> {
    const update = { turnId, index, part, ...more };
    return persist(() => this.#context.writes.advance(update), correspondentId, this.#persisting);
  }

  #saidMessage(chat: Chat, part: OutgoingPart): NewMessage {
    return {
      chat,
      sender: this.#sender,
      source: 'bot',
      origin: 'live',
      content: part.text,
      quoted: null,
      providerMessageId: part.messageId,
      acceptedTime: this.#context.clock.now(),
      originatingTime: null,
      state: 'said',
      reason: null,
    };
  }

  /** False when it was ended. */
  async #pause({ correspondentId }: Turn, delayMs: number): Promise<boolean> {
    if (this.#stopped.signal.aborted) return false;
    const ended = new AbortController();
    this.#endWait.set(correspondentId, () => ended.abort());
    try {
      return await pauseUnlessAborted(delayMs, { clock: this.#context.clock, signal: ended.signal });
    } finally {
      this.#endWait.delete(correspondentId);
    }
  }
}

/** Counted before a part is sent again, so that a text whose sending kills the process does not do so for ever. */
const UNKNOWN_END = 'The process ended while this was being sent.';

const STOPPED: PartOutcome = { kind: 'stopped' };

/** What ends the wait for an acknowledgement. */
const ENDED = Symbol('ended');
