/** Lets everyone wait until it is released; afterwards nobody waits any more. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  /** Resolves once the gate is released. */
  wait(): Promise<void> {
    return this.#opened.promise;
  }

  /** Lets everyone through, now and later. Doing it again changes nothing. */
  release(): void {
    this.#opened.resolve();
  }
}
