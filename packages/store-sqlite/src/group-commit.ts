import type { Transactions } from './transactions.ts';

/** Something that is to be written, and its caller who waits for that. */
interface WaitingWrite {
  /** Does the work and keeps its outcome; throws only when that ended the whole transaction. */
  attempt(): void;
  /** Tells the caller the outcome. */
  settle(): void;
  /** Tells the caller that nothing was written. */
  fail(error: unknown): void;
}

/**
 * Commits what is asked for in one turn of the event loop in one transaction, so that all of it waits for the disk once.
 * The wait holds the event loop up, so what comes in meanwhile is the next group.
 */
export class GroupCommit {
  readonly #transactions: Transactions;
  #waiting: WaitingWrite[] = [];

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  /** Does the work after all that was asked for before; resolves or rejects when it is committed. */
  add<Result>(work: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    let settle = (): void => {};
    const attempt = (): void => {
      try {
        const result = this.#transactions.runPart(work);
        settle = () => resolve(result);
      } catch (error) {
        if (!this.#transactions.isActive) throw error;
        settle = () => reject(error);
      }
    };
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push({ attempt, settle: () => settle(), fail: reject });
    return promise;
  }

  /** Commits what is waiting, at once. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    try {
      this.#transactions.run(() => {
        for (const write of group) write.attempt();
      });
      for (const write of group) write.settle();
    } catch (error) {
      for (const write of group) write.fail(error);
    }
  }
}
