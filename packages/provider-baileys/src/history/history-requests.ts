import { type CancelTimer, type Clock, ImposterError } from '@chat-imposter/core';
import type { WAMessageKey } from '@whiskeysockets/baileys';
import { statusCodeOf } from '../connection/disconnect.ts';
import type { HistoryChunk } from './history-part.ts';

/** How long the phone may take to answer. */
const PATIENCE_MS = 30_000;
/** What a phone gives at most, as far as is known. */
const PAGE = 50;

/** Sends a request to the phone; resolves with the id that the answer will carry. */
export type SendRequest = (count: number, before: WAMessageKey, sentAt: number) => Promise<string>;

interface Waiter {
  resolve(chunk: HistoryChunk): void;
  reject(error: unknown): void;
  cancel: CancelTimer;
}

/** The questions for older messages that were put to the phone over one connection, and its answers. */
export class HistoryRequests {
  readonly #send: SendRequest;
  readonly #clock: Clock;
  readonly #onStray: (chunk: HistoryChunk) => void;
  readonly #waiters = new Set<Waiter>();
  readonly #byId = new Map<string, Waiter>();
  /** Answers that came before it was known to whom. */
  readonly #early = new Map<string, HistoryChunk>();
  #sending = 0;
  #isClosed = false;

  /** @param onStray given answers that nobody waits for */
  constructor(send: SendRequest, clock: Clock, onStray: (chunk: HistoryChunk) => void) {
    this.#send = send;
    this.#clock = clock;
    this.#onStray = onStray;
  }

  /**
   * The messages of a chat before one of them, newest first: a page of them.
   * @throws ImposterError `not_connected` when the connection ends, `upstream_timeout` after thirty seconds
   */
  ask(before: WAMessageKey, sentAt: number): Promise<HistoryChunk> {
    if (this.#isClosed) return Promise.reject(notConnected());
    const { promise, resolve, reject } = Promise.withResolvers<HistoryChunk>();
    const cancel = this.#clock.after(PATIENCE_MS, () => reject(timedOut()));
    const waiter: Waiter = { resolve, reject, cancel };
    this.#waiters.add(waiter);
    this.#put(waiter, before, sentAt).catch((error: unknown) => reject(failure(error)));
    return promise.finally(() => this.#forget(waiter));
  }

  /** Takes a part of the history; false when it answers no request and is to be treated as any other. */
  take(chunk: HistoryChunk): boolean {
    const id = chunk.peerDataRequestSessionId;
    if (!id) return false;
    const waiter = this.#byId.get(id);
    if (waiter) waiter.resolve(chunk);
    else if (this.#sending > 0) this.#early.set(id, chunk);
    else return false;
    return true;
  }

  /** The connection is over: nothing will be answered. */
  close(): void {
    this.#isClosed = true;
    for (const waiter of this.#waiters) waiter.reject(notConnected());
  }

  async #put(waiter: Waiter, before: WAMessageKey, sentAt: number): Promise<void> {
    this.#sending += 1;
    try {
      const id = await this.#send(PAGE, before, sentAt);
      const answer = this.#early.get(id);
      this.#early.delete(id);
      if (answer) waiter.resolve(answer);
      else if (this.#waiters.has(waiter)) this.#byId.set(id, waiter);
    } finally {
      this.#sending -= 1;
      if (this.#sending === 0) this.#passOnStrays();
    }
  }

  #passOnStrays(): void {
    const strays = [...this.#early.values()];
    this.#early.clear();
    for (const chunk of strays) this.#onStray(chunk);
  }

  #forget(waiter: Waiter): void {
    waiter.cancel();
    this.#waiters.delete(waiter);
    for (const [id, other] of this.#byId) if (other === waiter) this.#byId.delete(id);
  }
}

/** What Baileys threw before the question was on the wire; 428 and 401 stand for a connection that is going. */
function failure(cause: unknown): ImposterError {
  const status = statusCodeOf(cause);
  if (status === 428 || status === 401) return notConnected(cause);
  return new ImposterError('upstream_timeout', 'The phone could not be asked for its history.', { cause });
}

function notConnected(cause?: unknown): ImposterError {
  return new ImposterError('not_connected', 'The connection to WhatsApp is over.', { cause });
}

function timedOut(): ImposterError {
  return new ImposterError('upstream_timeout', 'The phone did not answer within 30 s; is it on?');
}
