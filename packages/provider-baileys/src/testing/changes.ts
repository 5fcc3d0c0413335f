const PATIENCE_MS = 20_000;

/** Lets a test wait until something holds, without polling: whoever changes a state calls `note`. */
export class Changes {
  readonly #checks = new Set<() => void>();

  /** Says that some state has changed. */
  note(): void {
    for (const check of [...this.#checks]) check();
  }

  /** Resolves with what `read` gives as soon as that is not undefined; rejects with `complaint` after 20 s. */
  until<Value>(read: () => Value | undefined, complaint: () => string): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const timer = setTimeout(() => settle(() => reject(new Error(complaint()))), PATIENCE_MS);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      this.#checks.delete(check);
      finish();
    };
    const check = () => {
      const value = read();
      if (value !== undefined) settle(() => resolve(value));
    };
    this.#checks.add(check);
    check();
    return promise;
  }
}
