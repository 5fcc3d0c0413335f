import type { CancelTimer, Clock } from '../contracts/clock.ts';
import { ImposterError } from '../contracts/errors.ts';
import type { Lease, LeaseStore, Store } from '../contracts/store.ts';

/** Leases are renewed this often while they are good. */
const RENEWALS = 3;

/** What becomes of a lease that is kept. */
export interface LeaseListener {
  /** It is void: another process has the bot, or had it. Told once. */
  lost(): void;
  /** It is good again, after it could not be renewed for so long that another process might have had it. */
  regained(): void;
}

interface KeptLease {
  lease: Lease;
  listener: LeaseListener | null;
  /** When it was renewed last, by the clock of this process before it asked: epoch milliseconds. */
  renewedAt: number;
}

/** What the keeper works with. */
export interface LeaseKeeperOptions {
  store: Pick<Store, 'leases' | 'processes'>;
  clock: Clock;
}

/** The leases of the bots that this process runs: acquires them, renews them where leases expire, and gives them back. */
export class LeaseKeeper {
  readonly #leases: LeaseStore;
  /** Null where leases do not expire, so that there is nothing to renew. */
  readonly #expiresAfterMs: number | null;
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptLease>();
  #cancelTimer: CancelTimer | null = null;

  constructor({ store, clock }: LeaseKeeperOptions) {
    this.#leases = store.leases;
    this.#expiresAfterMs = store.processes?.expiresAfterMs ?? null;
    this.#clock = clock;
  }

  /** @throws ImposterError `lease_elsewhere` */
  async acquire(userId: string, ownerId: string): Promise<Lease> {
    const askedAt = this.#clock.now();
    const lease = await this.#leases.acquire(userId, ownerId);
    if (lease === null) throw leaseElsewhere(userId);
    if (this.#expiresAfterMs !== null) this.#add(lease, askedAt);
    return lease;
  }

  /** Has somebody told what becomes of a lease. */
  listen(lease: Lease, listener: LeaseListener): void {
    const kept = this.#find(lease);
    if (kept !== undefined) kept.listener = listener;
  }

  /** Gives a lease back; one that is void is only forgotten. */
  async release(lease: Lease): Promise<void> {
    this.#forget(lease);
    await this.#leases.release(lease);
  }

  /** Whether no other process can have the bot now. A process that was paused for too long does not know. */
  isSure(lease: Lease): boolean {
    if (this.#expiresAfterMs === null) return true;
    const kept = this.#find(lease);
    return kept !== undefined && this.#isFresh(kept);
  }

  /** Asks the store whether a lease is still good; it is renewed, or lost, when this has resolved. */
  async check(lease: Lease): Promise<void> {
    const kept = this.#find(lease);
    if (kept !== undefined) await this.#renew(kept);
  }

  #find({ userId, fence }: Lease): KeptLease | undefined {
    const kept = this.#kept.get(userId);
    return kept?.lease.fence === fence ? kept : undefined;
  }

  #add(lease: Lease, askedAt: number): void {
    this.#kept.set(lease.userId, { lease, renewedAt: askedAt, listener: null });
    this.#cancelTimer ??= this.#schedule();
  }

  #forget(lease: Lease): void {
    if (this.#find(lease) === undefined) return;
    this.#kept.delete(lease.userId);
    if (this.#kept.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #schedule(): CancelTimer {
    return this.#clock.after((this.#expiresAfterMs ?? 0) / RENEWALS, () => {
      this.#cancelTimer = this.#schedule();
      for (const kept of this.#kept.values()) void this.#renew(kept);
    });
  }

  /** Never rejects: a store that is away says nothing about a lease. */
  async #renew(kept: KeptLease): Promise<void> {
    const askedAt = this.#clock.now();
    const isGood = await this.#leases.renew(kept.lease).catch(() => null);
    if (isGood === null || this.#find(kept.lease) !== kept) return;
    if (!isGood) {
      this.#forget(kept.lease);
      kept.listener?.lost();
      return;
    }
    const wasFresh = this.#isFresh(kept);
    kept.renewedAt = askedAt;
    if (!wasFresh) kept.listener?.regained();
  }

  #isFresh({ renewedAt }: KeptLease): boolean {
    return this.#clock.now() - renewedAt < (this.#expiresAfterMs ?? 0);
  }
}

/** What is said of a bot that another process runs. */
export function leaseElsewhere(userId: string): ImposterError {
  return new ImposterError('lease_elsewhere', `The bot "${userId}" is run by another process.`);
}
