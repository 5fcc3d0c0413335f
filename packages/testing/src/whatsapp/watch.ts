/** How to wait for something. */
export interface WaitOptions {
  /** Milliseconds until the wait is given up. @default 10000 */
  timeoutMs?: number;
}

interface Waiter {
  check(): void;
  fail(reason: string): void;
}

/** Lets callers wait until something is true, without polling: whoever changes a state calls {@link changed}. */
export class Watch {
  readonly #circumstances: () => string;
  readonly #waiters = new Set<Waiter>();
  #closed = false;

  /** `circumstances` is what every failed wait says at its end, when there is something to say. */
  constructor(circumstances: () => string = () => '') {
    this.#circumstances = circumstances;
  }

  /** Says that some state may have changed. */
  changed(): void {
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  /**
   * Resolves with what `read` returns as soon as that is not `undefined`.
   * Rejects after the timeout, or when the server closes, with the text of `otherwise`.
   */
  until<Value>(
    read: () => Value | undefined,
    otherwise: () => string,
    { timeoutMs = 10_000 }: WaitOptions = {},
  ): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
      finish();
    };
    const waiter: Waiter = {
      check: () => {
        const value = read();
        if (value !== undefined) settle(() => resolve(value));
      },
      fail: (reason) => {
        const parts = [otherwise(), reason, this.#circumstances()];
        settle(() => reject(new Error(parts.filter(Boolean).join(' '))));
      },
    };
    const timer = setTimeout(() => waiter.fail(`Waited ${timeoutMs} ms.`), timeoutMs);
    this.#waiters.add(waiter);
    waiter.check();
    if (this.#closed) waiter.fail('The server is closed.');
    return promise;
  }

  /** Like {@link until} for a condition. */
  async untilTrue(holds: () => boolean, otherwise: () => string, options?: WaitOptions): Promise<void> {
    await this.until(() => holds() || undefined, otherwise, options);
  }

  /** Ends every wait that is still open, and all later ones that do not hold at once. */
  close(): void {
    this.#closed = true;
    for (const waiter of [...this.#waiters]) waiter.fail('The server was closed.');
  }
}
