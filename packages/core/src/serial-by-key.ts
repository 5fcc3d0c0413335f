/** Runs tasks of the same key one after the other, and tasks of different keys side by side. */
export class SerialByKey {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as the task does; a task that failed does not stop the next. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const settled = result.catch(() => {});
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return result;
  }

  /** Resolves when every task so far has ended. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
