import { AsyncLocalStorage } from 'node:async_hooks';
import type { SignalDataSet, SignalKeyStoreWithTransaction } from '@whiskeysockets/baileys';

/** Writes signal keys at once that a transaction would write at its end, for a part of what happens in it. */
export class EarlyWrites {
  /** The same keys, whose changes are durable at once during {@link during}, and again with the transaction. */
  readonly keys: SignalKeyStoreWithTransaction;
  readonly #isEarly = new AsyncLocalStorage<true>();

  /** @param store makes signal keys durable, whatever transaction is under way */
  constructor(keys: SignalKeyStoreWithTransaction, store: (data: SignalDataSet) => Promise<void>) {
    this.keys = {
      ...keys,
      set: async (data) => {
        await keys.set(data);
        if (this.#isEarly.getStore()) await store(data);
      },
    };
  }

  /** Does the work; every key that it sets is durable when the setting has resolved. */
  during<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#isEarly.run(true, work);
  }
}
