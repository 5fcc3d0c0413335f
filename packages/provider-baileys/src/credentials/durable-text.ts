import type { CredentialStore } from '@chat-imposter/core';

/**
 * One key of the store that follows a value in memory. Writes never overlap, and changes made while one is under
 * way are in the next.
 */
export class DurableText {
  readonly #store: CredentialStore;
  readonly #key: string;
  readonly #snapshot: () => string;
  #isBehind = false;
  #writing: Promise<void> | null = null;

  /** @param snapshot the text of the value as it is now */
  constructor(store: CredentialStore, key: string, snapshot: () => string) {
    this.#store = store;
    this.#key = key;
    this.#snapshot = snapshot;
  }

  /** Whether the store has the value as it is now. */
  get isStored(): boolean {
    return !this.#isBehind && !this.#writing;
  }

  /** Says that the value has changed. Resolves when the store has it; rejects when the write failed. */
  save(): Promise<void> {
    this.#isBehind = true;
    return this.flush();
  }

  /** Resolves when the store has the value as it is now; tries again what failed before. */
  flush(): Promise<void> {
    if (!this.#isBehind && !this.#writing) return Promise.resolve();
    // In a later turn, so that the promise is kept here before it can end and be forgotten.
    this.#writing ??= Promise.resolve().then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        await this.#store.set(new Map([[this.#key, this.#snapshot()]]));
      }
    } catch (error) {
      this.#isBehind = true;
      throw error;
    } finally {
      this.#writing = null;
    }
  }
}
