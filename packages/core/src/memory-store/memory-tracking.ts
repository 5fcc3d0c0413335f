import type { Chat } from '../contracts/message.ts';
import type { Lease } from '../contracts/store.ts';
import type {
  GroupTracking,
  Period,
  PeriodQuery,
  TrackedGroup,
  TrackedMessage,
  TrackingStore,
} from '../contracts/tracking-store.ts';
import type { MemoryLeases } from './memory-leases.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';
import { TrackingLedger } from './tracking-ledger.ts';

/** The tracking ledger behind the checks of lifecycle and lease. */
export class MemoryTracking implements TrackingStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #leases: MemoryLeases;
  readonly #ledger = new TrackingLedger();

  constructor(lifecycle: MemoryLifecycle, leases: MemoryLeases) {
    this.#lifecycle = lifecycle;
    this.#leases = leases;
  }

  async groups(userId: string): Promise<GroupTracking[]> {
    this.#lifecycle.assertOpen();
    return this.#ledger.groups(userId);
  }

  async track(
    lease: Lease,
    groups: readonly (TrackedGroup & { windowStart: number })[],
    now: number,
  ): Promise<void> {
    this.#leases.assertMayWrite(lease);
    this.#ledger.track(lease.userId, groups, now);
  }

  async record(lease: Lease, groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    const ledger = this.#ledger.find(lease.userId, groupId);
    for (const message of messages) ledger?.record(message);
  }

  async cut(lease: Lease, groupId: string, ends: readonly number[], createdTime: number): Promise<void> {
    this.#leases.assertMayWrite(lease);
    this.#ledger.find(lease.userId, groupId)?.cut(ends, createdTime);
  }

  async setDigest(lease: Lease, groupId: string, end: number, digest: string): Promise<void> {
    this.#leases.assertMayWrite(lease);
    this.#ledger.find(lease.userId, groupId)?.setDigest(end, digest);
  }

  async *periods(
    userId: string,
    groupId: string,
    { last, ...meant }: PeriodQuery,
  ): AsyncGenerator<Period, void, void> {
    for (let left = last || Number.POSITIVE_INFINITY; left > 0; left -= 1) {
      this.#lifecycle.assertOpen();
      const period = this.#ledger.find(userId, groupId)?.newest(meant);
      if (!period) return;
      meant.until = period.end;
      yield period;
    }
  }

  async deletePeriods(userId: string, groupId: string, query: PeriodQuery): Promise<number> {
    this.#lifecycle.assertOpen();
    const deleted = this.#ledger.find(userId, groupId)?.delete(query) ?? 0;
    this.#ledger.forgetOver(userId);
    return deleted;
  }

  /** Takes away what is kept of a contact; how much that was. */
  erase(userId: string, chat: Chat, ids: ReadonlySet<string>): number {
    return this.#ledger.erase(userId, chat, ids);
  }
}
