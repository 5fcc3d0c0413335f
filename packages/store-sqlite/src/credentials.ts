import { type CredentialStore, ImposterError, type Lease } from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { SqliteLeases } from './leases.ts';

const OWN = 'user_id = ? AND provider_name = ?';
const GET = `SELECT value FROM credentials WHERE ${OWN} AND key = ?`;
const SET = `
  INSERT INTO credentials (user_id, provider_name, key, value) VALUES (?, ?, ?, ?)
  ON CONFLICT (user_id, provider_name, key) DO UPDATE SET value = excluded.value`;
const DELETE = `DELETE FROM credentials WHERE ${OWN} AND key = ?`;
const CLEAR = `DELETE FROM credentials WHERE ${OWN}`;

/** Whose secrets a view shows, and by what right it may write them. */
interface CredentialView {
  userId: string;
  providerName: string;
  /** Undefined: the view can only be read. */
  lease: Lease | undefined;
}

/** The secrets of one bot at one provider. */
export class SqliteCredentials implements CredentialStore {
  readonly #database: Database;
  readonly #leases: SqliteLeases;
  readonly #owner: readonly [userId: string, providerName: string];
  readonly #lease: Lease | undefined;

  constructor(database: Database, leases: SqliteLeases, { userId, providerName, lease }: CredentialView) {
    this.#database = database;
    this.#leases = leases;
    this.#owner = [userId, providerName];
    this.#lease = lease;
  }

  async get(keys: readonly string[]): Promise<Map<string, string>> {
    return this.#database.read(() => {
      const found = new Map<string, string>();
      const statement = this.#database.statement(GET);
      for (const key of keys) {
        const row = statement.get<[value: string]>(...this.#owner, key);
        if (row) found.set(key, row[0]);
      }
      return found;
    });
  }

  async set(entries: ReadonlyMap<string, string | null>): Promise<void> {
    await this.#write(() => {
      for (const [key, value] of entries) {
        if (value === null) this.#database.statement(DELETE).run(...this.#owner, key);
        else this.#database.statement(SET).run(...this.#owner, key, value);
      }
    });
  }

  async clear(): Promise<void> {
    await this.#write(() => this.#database.statement(CLEAR).run(...this.#owner));
  }

  async #write(work: () => void): Promise<void> {
    const [userId] = this.#owner;
    if (this.#lease?.userId !== userId) {
      throw new ImposterError('fenced', `Writing the credentials of bot ${userId} needs its lease.`);
    }
    await this.#leases.write(this.#lease, work);
  }
}
