interface Entry<Item> {
  item: Item;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Writes what several turns write in the same round of the event loop in one call of the store. */
export class BatchedWrite<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  #entries: Entry<Item>[] = [];

  constructor(write: (items: readonly Item[]) => Promise<void>) {
    this.#write = write;
  }

  /** Settles as the write of this item does. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#entries.push({ item, resolve, reject }) === 1) setImmediate(() => void this.#flush());
    });
  }

  /** Never rejects. */
  async #flush(): Promise<void> {
    const entries = this.#entries;
    this.#entries = [];
    try {
      await this.#write(entries.map(({ item }) => item));
      for (const { resolve } of entries) resolve();
    } catch (error) {
      if (entries.length === 1) entries[0]?.reject(error);
      else await this.#writeEach(entries);
    }
  }

  /** An item that cannot be written must not keep the others from it. */
  async #writeEach(entries: readonly Entry<Item>[]): Promise<void> {
    for (const { item, resolve, reject } of entries) await this.#write([item]).then(resolve, reject);
  }
}
