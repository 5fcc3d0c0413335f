import { ImposterError, type Lease, type LeaseStore } from '@chat-imposter/core';
import type { Database } from './database.ts';
import { RowCache } from './row-cache.ts';

const ACQUIRE = `
  INSERT INTO leases (user_id, fence, owner_id) VALUES (?, 1, ?)
  ON CONFLICT (user_id) DO UPDATE SET fence = fence + 1, owner_id = excluded.owner_id
    WHERE owner_id IS NULL OR owner_id = excluded.owner_id
  RETURNING fence`;
const VALID_FENCE = 'SELECT fence FROM leases WHERE user_id = ? AND owner_id IS NOT NULL';
const RELEASE = 'UPDATE leases SET owner_id = NULL WHERE user_id = ? AND fence = ?';

/** Who runs which bot. Leases do not expire: this process has the file for itself, and they end with its lock. */
export class SqliteLeases implements LeaseStore {
  readonly #database: Database;
  /** The fence of the lease that is valid, by bot. */
  readonly #validFences: RowCache<number>;

  constructor(database: Database) {
    this.#database = database;
    this.#validFences = new RowCache(database);
  }

  acquire(userId: string, ownerId: string): Promise<Lease | null> {
    return this.#database.write(() => {
      const row = this.#database.statement(ACQUIRE).get<[fence: number]>(userId, ownerId);
      this.#validFences.delete(userId);
      return row ? { userId, fence: row[0] } : null;
    });
  }

  async renew(lease: Lease): Promise<boolean> {
    return this.#database.read(() => this.#isValid(lease));
  }

  async release({ userId, fence }: Lease): Promise<void> {
    await this.#database.write(() => {
      this.#database.statement(RELEASE).run(userId, fence);
      this.#validFences.delete(userId);
    });
  }

  /**
   * Does the work of a lease in one transaction.
   * @throws ImposterError `fenced` when the lease was given back or a newer one exists; nothing is changed then.
   */
  write<Result>(lease: Lease, work: () => Result): Promise<Result> {
    return this.#database.write(() => {
      if (this.#isValid(lease)) return work();
      const message = `The lease of bot ${lease.userId} is no longer valid: stop this session.`;
      throw new ImposterError('fenced', message);
    });
  }

  #isValid({ userId, fence }: Lease): boolean {
    const valid = this.#validFences.get(
      userId,
      () => this.#database.statement(VALID_FENCE).get<[fence: number]>(userId)?.[0],
    );
    return valid === fence;
  }
}
