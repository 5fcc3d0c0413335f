/**
 * A signal that ends with the caller's signal or after a time, whichever comes first, and knows which it was.
 * The SDK's own time limit does not cover the body of an error answer, and this one covers everything.
 * To be disposed when the work is done.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = () => this.#controller.abort();

  constructor(caller: AbortSignal, timeoutMs: number) {
    this.#caller = caller;
    this.#timer = setTimeout(this.#abort, timeoutMs);
    if (caller.aborted) this.#abort();
    else caller.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the signal ended; null while it has not. */
  get reason(): 'caller' | 'time' | null {
    if (this.#caller.aborted) return 'caller';
    return this.signal.aborted ? 'time' : null;
  }

  /** Stops the clock. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#abort);
  }
}
