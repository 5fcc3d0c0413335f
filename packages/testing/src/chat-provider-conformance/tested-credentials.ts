import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CredentialStore } from '@chat-imposter/core';

/** What all bots of a test have stored, by `[userId, key]` in JSON. */
export type CredentialRows = Map<string, string>;

/** The credentials of one bot, in a place that it shares with others; each call takes its time, as with a database. */
export class TestedCredentials implements CredentialStore {
  readonly #rows: CredentialRows;
  readonly #userId: string;
  /** Every value that was ever written. */
  readonly written = new Set<string>();

  constructor(rows: CredentialRows, userId: string) {
    this.#rows = rows;
    this.#userId = userId;
  }

  /** The bot's own rows. */
  get entries(): ReadonlyMap<string, string> {
    const own = [...this.#rows].map(([id, value]) => [JSON.parse(id) as [string, string], value] as const);
    return new Map(own.flatMap(([[userId, key], value]) => (userId === this.#userId ? [[key, value]] : [])));
  }

  async get(keys: readonly string[]): Promise<Map<string, string>> {
    await nextTurn();
    const found = keys.map((key) => [key, this.#rows.get(this.#idOf(key))] as const);
    return new Map(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  }

  async set(entries: ReadonlyMap<string, string | null>): Promise<void> {
    await nextTurn();
    for (const [key, value] of entries) {
      if (value === null) this.#rows.delete(this.#idOf(key));
      else {
        this.#rows.set(this.#idOf(key), value);
        this.written.add(value);
      }
    }
  }

  async clear(): Promise<void> {
    await nextTurn();
    for (const key of this.entries.keys()) this.#rows.delete(this.#idOf(key));
  }

  #idOf(key: string): string {
    return JSON.stringify([this.#userId, key]);
  }
}
