import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CredentialStore } from '@chat-imposter/core';

/** Credentials in a map, with a way to fail. */
export class MemoryCredentials implements CredentialStore {
  readonly entries = new Map<string, string>();
  /** The keys of each write, in order. */
  readonly writes: string[][] = [];
  /** Asked before each write; what it throws, the write fails with. */
  beforeWrite: (keys: string[]) => void | Promise<void> = () => {};

  /** How many turns of the event loop each call takes, as with a database. */
  turns = 0;

  async get(keys: readonly string[]): Promise<Map<string, string>> {
    await this.#wait();
    return new Map(
      keys.flatMap((key) => (this.entries.has(key) ? [[key, this.entries.get(key) ?? '']] : [])),
    );
  }

  async set(entries: ReadonlyMap<string, string | null>): Promise<void> {
    await this.#wait();
    await this.beforeWrite([...entries.keys()]);
    this.writes.push([...entries.keys()]);
    for (const [key, value] of entries) {
      if (value === null) this.entries.delete(key);
      else this.entries.set(key, value);
    }
  }

  async clear(): Promise<void> {
    await this.beforeWrite([]);
    this.entries.clear();
  }

  async #wait(): Promise<void> {
    for (let turn = 0; turn < this.turns; turn += 1) await nextTurn();
  }
}
