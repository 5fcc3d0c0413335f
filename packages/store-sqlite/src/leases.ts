import { ImposterError, type Lease, type LeaseStore } from '@chat-imposter/core';
import type { Database } from './database.ts';

const ACQUIRE = `
  INSERT INTO leases (user_id, fence, owner_id) VALUES (:userId, 1, :ownerId)
  ON CONFLICT (user_id) DO UPDATE SET fence = fence + 1, owner_id = excluded.owner_id
    WHERE owner_id IS NULL OR owner_id = excluded.owner_id
  RETURNING fence`;
const IS_VALID = 'SELECT 1 FROM leases WHERE user_id = :userId AND fence = :fence AND owner_id IS NOT NULL';
const RELEASE = 'UPDATE leases SET owner_id = NULL WHERE user_id = :userId AND fence = :fence';

/** Who runs which bot. Leases do not expire: this process has the file for itself, and they end with its lock. */
export class SqliteLeases implements LeaseStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async acquire(userId: string, ownerId: string): Promise<Lease | null> {
    return this.#database.write(() => {
      const row = this.#database.statement(ACQUIRE).get<{ fence: number }>({ userId, ownerId });
      return row ? { userId, fence: row.fence } : null;
    });
  }

  async renew(lease: Lease): Promise<boolean> {
    return this.#database.read(() => this.#isValid(lease));
  }

  async release({ userId, fence }: Lease): Promise<void> {
    this.#database.write(() => this.#database.statement(RELEASE).run({ userId, fence }));
  }

  /**
   * Does the work of a lease in one transaction.
   * @throws ImposterError `fenced` when the lease was given back or a newer one exists; nothing is changed then.
   */
  write<Result>(lease: Lease, work: () => Result): Result {
    return this.#database.write(() => {
      if (this.#isValid(lease)) return work();
      const message = `The lease of bot ${lease.userId} is no longer valid: stop this session.`;
      throw new ImposterError('fenced', message);
    });
  }

  #isValid({ userId, fence }: Lease): boolean {
    return this.#database.statement(IS_VALID).get({ userId, fence }) !== undefined;
  }
}
