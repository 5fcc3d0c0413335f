/** Work that should have ended before what it uses goes away. */
export class UnfinishedWork {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts the work until it has ended; returns it. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#running.add(work);
    const forget = () => void this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when no work is left, that begun meanwhile included. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
