import { type ChatSession, SendError } from '../contracts/chat-provider.ts';
import type { CancelTimer, Clock } from '../contracts/clock.ts';
import { type Chat, type Identity, partyOf } from '../contracts/message.ts';
import type { Lease, NewMessage, OutgoingPart, Store, Turn } from '../contracts/store.ts';

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
  /** A part was given up; the rest of its turn is not sent. */
  gaveUp(turn: Turn, error: SendError): void;
}

/** Sends the parts of decided turns in order, each under its own fixed id until the platform acknowledges it. */
export class Outbox {
  readonly #context: OutboxContext;
  readonly #whenConnected = new Set<() => void>();
  #isConnected = false;
  #isStopped = false;

  constructor(context: OutboxContext) {
    this.#context = context;
  }

  /** Sends wait while there is no connection. */
  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (isConnected) this.#wakeAll();
  }

  /** Sends no more; what was not acknowledged stays in the store for the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#wakeAll();
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

  async #sendPart(
    turn: Turn,
    chat: Chat,
    index: number,
    part: OutgoingPart,
  ): Promise<'acked' | 'given up' | 'stopped'> {
    let current = part;
    for (;;) {
      await this.#connection();
      if (this.#isStopped) return 'stopped';
      const error = await this.#trySend(chat, current);
      if (error === null) {
        await this.#acknowledge(turn, chat, index, current);
        return 'acked';
      }
      if (error.kind === 'closed') {
        // The session reports the loss too, maybe later than the send does.
        this.#isConnected = false;
        continue;
      }
      current = { ...current, attempts: current.attempts + 1, lastError: error.message };
      if (error.kind !== 'retryable' || current.attempts >= MAX_ATTEMPTS) {
        await this.#giveUp(turn, index, { ...current, state: 'failed' }, error);
        return 'given up';
      }
      await this.#advance({ turnId: turn.turnId, index, part: current, isLast: false });
      await this.#pause(FIRST_DELAY_MS * 2 ** (current.attempts - 1));
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

  async #acknowledge(turn: Turn, chat: Chat, index: number, part: OutgoingPart): Promise<void> {
    const said = this.#saidMessage(chat, part);
    const isLast = index === turn.parts.length - 1;
    await this.#advance({ turnId: turn.turnId, index, part: { ...part, state: 'acked' }, said, isLast });
    this.#context.sent(chat, said);
  }

  async #giveUp(turn: Turn, index: number, part: OutgoingPart, error: SendError): Promise<void> {
    await this.#advance({ turnId: turn.turnId, index, part, isLast: true });
    this.#context.gaveUp(turn, error);
  }

  #advance(update: Parameters<Store['turns']['advance']>[1][number]): Promise<void> {
    return this.#context.store.turns.advance(this.#context.lease, [update]);
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

  async #connection(): Promise<void> {
    if (this.#isConnected || this.#isStopped) return;
    await new Promise<void>((resolve) => this.#whenConnected.add(resolve));
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      let cancel: CancelTimer = () => {};
      const wake = () => {
        cancel();
        this.#whenConnected.delete(wake);
        resolve();
      };
      cancel = this.#context.clock.after(delayMs, wake);
      this.#whenConnected.add(wake);
    });
  }

  #wakeAll(): void {
    const waiting = [...this.#whenConnected];
    this.#whenConnected.clear();
    for (const wake of waiting) wake();
  }
}

/** How the bot appears as a sender. */
function botIdentity(userId: string): Identity {
  return { identifier: `bot_${userId}`, alternateIdentifiers: [], savedName: `Bot (${userId})` };
}
