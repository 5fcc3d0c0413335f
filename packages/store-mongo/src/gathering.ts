/** Makes one query of what is looked up in the same moment, by whomever. */
export class Gathering<Key> {
  readonly #query: (keys: Key[]) => Promise<void>;
  #keys: Key[] = [];
  #next: Promise<void> | null = null;

  constructor(query: (keys: Key[]) => Promise<void>) {
    this.#query = query;
  }

  /** Resolves when these are looked up. */
  async look(keys: readonly Key[]): Promise<void> {
    if (keys.length === 0) return;
    this.#keys.push(...keys);
    // In a later turn, when all who ask in this one have asked.
    this.#next ??= Promise.resolve().then(() => this.#ask());
    await this.#next;
  }

  #ask(): Promise<void> {
    const keys = this.#keys;
    this.#keys = [];
    this.#next = null;
    return this.#query(keys);
  }
}
