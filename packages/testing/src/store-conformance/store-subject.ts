import type { Lease, Store } from '@chat-imposter/core';
import { afterEach, beforeEach } from 'vitest';
import type { StoreConformanceOptions, StoreUnderTest } from './options.ts';

/** The bot that most tests are about. */
export const USER_ID = 'anna';

/** The store of the running test, with data of its own. */
export class StoreSubject {
  readonly #options: StoreConformanceOptions;
  readonly #leases: Lease[] = [];
  #data: StoreUnderTest | null = null;
  #store: Store | null = null;

  constructor(options: StoreConformanceOptions) {
    this.#options = options;
  }

  get store(): Store {
    if (!this.#store) throw new Error('There is a store only while a test runs.');
    return this.#store;
  }

  /** A lease of the bot; every test begins without any. */
  async lease(userId = USER_ID, ownerId = 'owner'): Promise<Lease> {
    const lease = await this.store.leases.acquire(userId, ownerId);
    if (!lease) throw new Error(`${ownerId} cannot have a lease of ${userId}: another owner has it.`);
    this.#leases.push(lease);
    return lease;
  }

  /** Ends as a program does that is asked to: leases released, store closed. Then another store opens the data. */
  async reopen(): Promise<Store> {
    for (const lease of this.#leases.splice(0)) await this.store.leases.release(lease);
    await this.store.close();
    return this.#connect();
  }

  async begin(): Promise<void> {
    this.#data = await this.#options.create();
    await this.#connect();
  }

  async end(): Promise<void> {
    this.#leases.length = 0;
    await this.#store?.close();
    await this.#data?.dispose();
    this.#store = null;
    this.#data = null;
  }

  async #connect(): Promise<Store> {
    if (!this.#data) throw new Error('There is data only while a test runs.');
    this.#store = this.#data.connect();
    await this.#store.open();
    return this.#store;
  }
}

/** Gives each test of the surrounding `describe` an open store that holds nothing. */
export function useStore(options: StoreConformanceOptions): StoreSubject {
  const subject = new StoreSubject(options);
  beforeEach(() => subject.begin());
  afterEach(() => subject.end());
  return subject;
}
