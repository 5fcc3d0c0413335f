/** Whether anything gets through between the server and its clients. */
export class Partition {
  #healed: PromiseWithResolvers<void> | null = null;

  get isOpen(): boolean {
    return this.#healed === null;
  }

  begin(): void {
    this.#healed ??= Promise.withResolvers();
  }

  end(): void {
    this.#healed?.resolve();
    this.#healed = null;
  }

  /** Resolves when something gets through. */
  async passage(): Promise<void> {
    while (this.#healed !== null) await this.#healed.promise;
  }
}
