import { ImposterError } from '../contracts/errors.ts';
import type { Lease, LeaseStore } from '../contracts/store.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';

interface HeldLease {
  fence: number;
  /** Null when it was given back; the fence is kept so that it never counts backwards. */
  ownerId: string | null;
}

/** Who runs which bot, within this process. Leases do not expire. */
export class MemoryLeases implements LeaseStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #held = new Map<string, HeldLease>();

  constructor(lifecycle: MemoryLifecycle) {
    this.#lifecycle = lifecycle;
  }

  async acquire(userId: string, ownerId: string): Promise<Lease | null> {
    this.#lifecycle.assertOpen();
    const held = this.#held.get(userId) ?? { fence: 0, ownerId: null };
    if (held.ownerId !== null && held.ownerId !== ownerId) return null;
    const fence = held.fence + 1;
    this.#held.set(userId, { fence, ownerId });
    return { userId, fence };
  }

  async renew(lease: Lease): Promise<boolean> {
    this.#lifecycle.assertOpen();
    return this.#isValid(lease);
  }

  async release(lease: Lease): Promise<void> {
    this.#lifecycle.assertOpen();
    if (this.#isValid(lease)) this.#held.set(lease.userId, { fence: lease.fence, ownerId: null });
  }

  /** Takes every lease back. */
  releaseAll(): void {
    for (const held of this.#held.values()) held.ownerId = null;
  }

  /**
   * Lets a write pass.
   * @throws ImposterError `fenced` when the lease was given back or a newer one exists, `closed` unless open.
   */
  assertMayWrite(lease: Lease): void {
    this.#lifecycle.assertOpen();
    if (!this.#isValid(lease)) {
      throw new ImposterError(
        'fenced',
        `The lease of bot ${lease.userId} is no longer valid: stop this session.`,
      );
    }
  }

  #isValid(lease: Lease): boolean {
    const held = this.#held.get(lease.userId);
    return held !== undefined && held.ownerId !== null && held.fence === lease.fence;
  }
}
