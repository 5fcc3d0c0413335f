import type { Store } from '@chat-imposter/core';

/** One place for data, empty at first, and the stores that work on it. */
export interface StoreUnderTest {
  /** Makes a store on this data, not opened yet. Called again, it makes another one on the same data. */
  connect(): Store;
  /** Deletes the data; every store on it has been closed. */
  dispose(): Promise<void>;
}

/** What the suite needs to know of a store. */
export interface StoreConformanceOptions {
  /** Makes a new place for data. Each test has its own. */
  create(): Promise<StoreUnderTest>;
  /** Whether another store finds the data after a close. False leaves the tests of that out. */
  isDurable: boolean;
  /**
   * Whether several processes share it, so that it has a `ProcessStore`.
   * @default false
   */
  isShared?: boolean;
  /**
   * Runs of the test against a model, which invents sequences of operations.
   * @default 50
   */
  modelRuns?: number;
}
