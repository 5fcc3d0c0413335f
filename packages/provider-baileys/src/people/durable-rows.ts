import type { CredentialStore } from '@chat-imposter/core';

/**
 * Numbered rows of the store that follow a value in memory. Only rows that have changed are written, all of them
 * together; writes never overlap, and changes made while one is under way are in the next.
 */
export class DurableRows {
  readonly #store: CredentialStore;
  readonly #snapshot: (row: number) => readonly [key: string, text: string | null];
  readonly #changed = new Set<number>();
  #isBehind = false;
  #writing: Promise<void> | null = null;

  /** @param snapshot the key of a row and its text as it is now; null when there is none */
  constructor(
    store: CredentialStore,
    snapshot: (row: number) => readonly [key: string, text: string | null],
  ) {
    this.#store = store;
    this.#snapshot = snapshot;
  }

  /** Says that a row has changed; it is written soon. A failure is told by {@link stored}. */
  change(row: number): void {
    this.#changed.add(row);
    this.#isBehind = true;
    if (!this.#writing) this.stored().catch(() => {});
  }

  /** Says that a row has changed in a way that may be lost; it is written with the next change. */
  changeLazily(row: number): void {
    this.#changed.add(row);
  }

  /** Resolves when the store has every change; tries again what failed before. Lazy changes may still be missing. */
  stored(): Promise<void> {
    if (!this.#isBehind && !this.#writing) return Promise.resolve();
    // In a later turn, so that the promise is kept here before it can end and be forgotten.
    this.#writing ??= Promise.resolve().then(() => this.#write());
    return this.#writing;
  }

  /** The same, with the lazy changes. */
  flush(): Promise<void> {
    this.#isBehind ||= this.#changed.size > 0;
    return this.stored();
  }

  async #write(): Promise<void> {
    let rows: number[] = [];
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        rows = [...this.#changed];
        this.#changed.clear();
        await this.#store.set(new Map(rows.map(this.#snapshot)));
      }
    } catch (error) {
      for (const row of rows) this.#changed.add(row);
      this.#isBehind = true;
      throw error;
    } finally {
      this.#writing = null;
    }
  }
}
