import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The transactions of one connection. Their commands are prepared once, because they run with every write. */
export class Transactions {
  readonly #connection: DatabaseSync;
  readonly #takenBack: () => void;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #save: StatementSync;
  readonly #release: StatementSync;
  readonly #rollbackToSaved: StatementSync;

  /** @param takenBack Called after each rollback: what was read inside of it may no longer be true. */
  constructor(connection: DatabaseSync, takenBack: () => void) {
    this.#connection = connection;
    this.#takenBack = takenBack;
    this.#begin = connection.prepare('BEGIN IMMEDIATE');
    this.#commit = connection.prepare('COMMIT');
    this.#rollback = connection.prepare('ROLLBACK');
    this.#save = connection.prepare('SAVEPOINT work');
    this.#release = connection.prepare('RELEASE work');
    this.#rollbackToSaved = connection.prepare('ROLLBACK TO work');
  }

  /** Whether one is under way. After some errors, such as a full disk, SQLite has ended it by itself. */
  get isActive(): boolean {
    return this.#connection.isTransaction;
  }

  /** Does the work in one transaction: everything of it happens, or nothing when it throws. */
  run<Result>(work: () => Result): Result {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.isActive) this.#rollback.run();
      this.#takenBack();
      throw error;
    }
  }

  /** The same for a part of the transaction that is under way, which goes on when the part fails. */
  runPart<Result>(work: () => Result): Result {
    this.#save.run();
    try {
      const result = work();
      this.#release.run();
      return result;
    } catch (error) {
      if (this.isActive) {
        this.#rollbackToSaved.run();
        this.#release.run();
      }
      this.#takenBack();
      throw error;
    }
  }
}
