import type {
  GroupTracking,
  Lease,
  Period,
  PeriodQuery,
  TrackedGroup,
  TrackedMessage,
  TrackingStore,
} from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { SqliteLeases } from './leases.ts';
import type { TrackingTable } from './tracking-table.ts';

/** The tracking tables behind leases and transactions. */
export class SqliteTracking implements TrackingStore {
  readonly #database: Database;
  readonly #leases: SqliteLeases;
  readonly #table: TrackingTable;

  constructor(database: Database, leases: SqliteLeases, table: TrackingTable) {
    this.#database = database;
    this.#leases = leases;
    this.#table = table;
  }

  async groups(userId: string): Promise<GroupTracking[]> {
    return this.#database.read(() => this.#table.groups(userId));
  }

  async track(
    lease: Lease,
    groups: readonly (TrackedGroup & { windowStart: number })[],
    now: number,
  ): Promise<void> {
    await this.#leases.write(lease, () => this.#table.track(lease.userId, groups, now));
  }

  async record(lease: Lease, groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
    await this.#leases.write(lease, () => this.#table.record(lease.userId, groupId, messages));
  }

  async cut(lease: Lease, groupId: string, ends: readonly number[], createdTime: number): Promise<void> {
    await this.#leases.write(lease, () => this.#table.cut(lease.userId, groupId, ends, createdTime));
  }

  async setDigest(lease: Lease, groupId: string, end: number, digest: string): Promise<void> {
    await this.#leases.write(lease, () => this.#table.setDigest(lease.userId, groupId, end, digest));
  }

  async *periods(
    userId: string,
    groupId: string,
    { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, last }: PeriodQuery,
  ): AsyncGenerator<Period, void, void> {
    let before = until;
    for (let left = last || Number.POSITIVE_INFINITY; left > 0; left -= 1) {
      const find = () => this.#table.newestPeriod(userId, groupId, from, before);
      const period = this.#database.read(find);
      if (!period) return;
      before = period.end;
      yield period;
    }
  }

  async deletePeriods(userId: string, groupId: string, query: PeriodQuery): Promise<number> {
    const deleted = await this.#database.write(() => this.#table.deletePeriods(userId, groupId, query));
    this.#database.shrink();
    return deleted;
  }
}
