import { type ChatSession, SendError } from '../contracts/chat-provider.ts';
import type { Clock } from '../contracts/clock.ts';
import { type Chat, type Identity, partyOf } from '../contracts/message.ts';
import type { Lease, NewMessage, OutgoingPart, PartUpdate, Store, Turn } from '../contracts/store.ts';
import { pauseUnlessAborted, persist } from './persist.ts';

/** A part whose sends failed this often is given up. */
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1_000;

/** What the outbox works with. */
export interface OutboxContext {
  userId: string;
  session: ChatSession;
  store: Store;
  lease: Lease;
  clock: Clock;
  /** The platform acknowledged a part, and that is stored. */
  sent(chat: Chat, message: NewMessage): void;
  /** A part was given up, with the rest of its turn, or how it fared could not be stored at once. */
  failed(correspondentId: string, error: unknown): void;
}

/** How the sending of a turn or of a part ended: `stopped` leaves the rest to the next start. */
type Outcome = 'acked' | 'given up' | 'stopped';

/** Sends the parts of decided turns in order, each under its own fixed id until the platform acknowledges it. */
export class Outbox {
  readonly #context: OutboxContext;
  readonly #stopped = new AbortController();
  #whenConnected = Promise.withResolvers<void>();
  #isConnected = false;
  /** Counts the connections: a send may learn late that the one before is gone. */
  #connection = 0;

  constructor(context: OutboxContext) {
    this.#context = context;
  }

  /** Sends wait while there is no connection. */
  setConnected(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    if (isConnected) {
      this.#connection += 1;
      this.#isConnected = true;
      this.#whenConnected.resolve();
    } else {
      this.#disconnected();
    }
  }

  /** Sends no more; what was not acknowledged stays in the store for the next start. */
  stop(): void {
    this.#stopped.abort();
    this.#whenConnected.resolve();
  }

  /** Sends what is left of a turn. True when the turn is over, false when the outbox was stopped before that. */
  async send(turn: Turn, chat: Chat): Promise<boolean> {
    for (const [index, part] of turn.parts.entries()) {
      if (part.state !== 'ready') continue;
      const outcome = await this.#sendPart(turn, chat, index, part);
      if (outcome !== 'acked') return outcome === 'given up';
    }
    return true;
  }

  async #sendPart(turn: Turn, chat: Chat, index: number, part: OutgoingPart): Promise<Outcome> {
    for (let attempts = part.attempts; ; ) {
      await this.#whenConnected.promise;
      if (this.#stopped.signal.aborted) return 'stopped';
      const connection = this.#connection;
      const error = await this.#trySend(chat, part);
      if (error === null) return this.#acknowledge(turn, chat, index, { ...part, attempts });
      if (error.kind === 'closed') {
        // The session reports the loss too, before or after the send does.
        if (connection === this.#connection) this.#disconnected();
        continue;
      }
      attempts += 1;
      const failed = { ...part, attempts, lastError: error.message };
      if (error.kind !== 'retryable' || attempts >= MAX_ATTEMPTS)
        return this.#giveUp(turn, index, failed, error);
      if (!(await this.#advance(turn, { index, part: failed, isLast: false }))) return 'stopped';
      if (!(await this.#pause(FIRST_DELAY_MS * 2 ** (attempts - 1)))) return 'stopped';
    }
  }

  async #trySend(chat: Chat, part: OutgoingPart): Promise<SendError | null> {
    try {
      await this.#context.session.send(chat.identifier, part.text, { messageId: part.messageId });
      return null;
    } catch (error) {
      if (error instanceof SendError) return error;
      return new SendError('retryable', 'The chat provider failed unexpectedly.', { cause: error });
    }
  }

  async #acknowledge(turn: Turn, chat: Chat, index: number, part: OutgoingPart): Promise<Outcome> {
    const said = this.#saidMessage(chat, part);
    const isLast = index === turn.parts.length - 1;
    const acked = { ...part, state: 'acked' as const };
    if (!(await this.#advance(turn, { index, part: acked, said, isLast }))) return 'stopped';
    this.#context.sent(chat, said);
    return 'acked';
  }

  async #giveUp(turn: Turn, index: number, part: OutgoingPart, error: SendError): Promise<Outcome> {
    if (!(await this.#advance(turn, { index, part: { ...part, state: 'failed' }, isLast: true })))
      return 'stopped';
    this.#context.failed(turn.correspondentId, error);
    return 'given up';
  }

  /** How a part fared is known to nobody else: it is stored before anything follows from it. */
  #advance(turn: Turn, update: Omit<PartUpdate, 'turnId'>): Promise<boolean> {
    const { store, lease, clock } = this.#context;
    return persist(() => store.turns.advance(lease, [{ turnId: turn.turnId, ...update }]), {
      clock,
      signal: this.#stopped.signal,
      failed: (error) => this.#context.failed(turn.correspondentId, error),
    });
  }

  #saidMessage(chat: Chat, part: OutgoingPart): NewMessage {
    return {
      chat,
      sender: partyOf(botIdentity(this.#context.userId)),
      source: 'bot',
      origin: 'live',
      content: part.text,
      providerMessageId: part.messageId,
      acceptedTime: this.#context.clock.now(),
      originatingTime: null,
      state: 'said',
      reason: null,
    };
  }

  #disconnected(): void {
    this.#isConnected = false;
    if (!this.#stopped.signal.aborted) this.#whenConnected = Promise.withResolvers<void>();
  }

  #pause(delayMs: number): Promise<boolean> {
    return pauseUnlessAborted(delayMs, { clock: this.#context.clock, signal: this.#stopped.signal });
  }
}

/** How the bot appears as a sender. */
function botIdentity(userId: string): Identity {
  return { identifier: `bot_${userId}`, alternateIdentifiers: [], savedName: `Bot (${userId})` };
}
