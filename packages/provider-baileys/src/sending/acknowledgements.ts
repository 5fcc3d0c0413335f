import { type CancelTimer, type Clock, SendError } from '@chat-imposter/core';
import { refusal } from './send-failure.ts';

/** How long an acknowledgement may take after the message was written to the socket. */
const PATIENCE_MS = 30_000;

interface Waiter {
  promise: Promise<void>;
  resolve(): void;
  reject(error: SendError): void;
  cancel: CancelTimer | null;
}

/**
 * The messages of one connection that wait for WhatsApp's acknowledgement. Baileys emits no event for a positive
 * one; it is a stanza of its own, `<ack class="message">`.
 */
export class Acknowledgements {
  readonly #clock: Clock;
  readonly #waiters = new Map<string, Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the message with this id is acknowledged. @throws SendError */
  expect(messageId: string): Promise<void> {
    const known = this.#waiters.get(messageId);
    if (known) return known.promise;
    const waiter: Waiter = { ...Promise.withResolvers<void>(), cancel: null };
    this.#waiters.set(messageId, waiter);
    return waiter.promise;
  }

  /** The message is on the wire: from now on the time for its acknowledgement runs. */
  written(messageId: string): void {
    const waiter = this.#waiters.get(messageId);
    if (!waiter || waiter.cancel) return;
    waiter.cancel = this.#clock.after(PATIENCE_MS, () => {
      this.fail(
        messageId,
        new SendError('retryable', 'WhatsApp did not acknowledge the message within 30 s.'),
      );
    });
  }

  /** WhatsApp has answered; `code` when it refused. */
  answered(messageId: string, code: string | undefined): void {
    if (code === undefined) this.#take(messageId)?.resolve();
    else this.fail(messageId, refusal(code));
  }

  fail(messageId: string, error: SendError): void {
    this.#take(messageId)?.reject(error);
  }

  failAll(error: SendError): void {
    for (const messageId of [...this.#waiters.keys()]) this.fail(messageId, error);
  }

  #take(messageId: string): Waiter | undefined {
    const waiter = this.#waiters.get(messageId);
    this.#waiters.delete(messageId);
    waiter?.cancel?.();
    return waiter;
  }
}
