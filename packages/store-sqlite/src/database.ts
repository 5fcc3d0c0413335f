import type { DatabaseSync } from 'node:sqlite';
import { ImposterError } from '@chat-imposter/core';
import { type BackupOptions, backUp } from './backup.ts';
import { GroupCommit } from './group-commit.ts';
import { type Durability, openConnection } from './open-connection.ts';
import { Shrinking } from './shrinking.ts';
import { Statement } from './statement.ts';
import { toStoreError } from './store-error.ts';
import { Transactions } from './transactions.ts';

/** What there is while the file is open. */
interface OpenDatabase {
  connection: DatabaseSync;
  transactions: Transactions;
  /** Null where each write is committed at once. */
  group: GroupCommit | null;
  shrinking: Shrinking;
  statements: Map<string, Statement>;
}

/** The database file while it is open: its statements, and transactions around them. */
export class Database {
  readonly #path: string;
  readonly #durability: Durability;
  #opening: Promise<void> | null = null;
  #opened: OpenDatabase | null = null;
  #generation = 0;
  /** Backups that are being made. */
  readonly #backups = new Set<Promise<void>>();

  constructor(path: string, durability: Durability) {
    this.#path = path;
    this.#durability = durability;
  }

  /** Counts when copies of rows became doubtful: at each opening, and when something was taken back. */
  get generation(): number {
    return this.#generation;
  }

  /** Opens the file; does nothing when it is open or about to be. */
  open(): Promise<void> {
    this.#opening ??= this.#connect();
    return this.#opening;
  }

  /** Commits what is under way, closes the file and gives its lock back; does nothing when it is not open. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    const opened = this.#opened;
    opened?.shrinking.end();
    opened?.group?.flush();
    await Promise.allSettled(this.#backups);
    this.#opening = null;
    this.#opened = null;
    this.#translateErrors(() => opened?.connection.close());
  }

  /** The prepared form of a statement, kept for the next time; only within {@link read} or {@link write}. */
  statement(sql: string): Statement {
    const { connection, statements } = this.#open();
    const known = statements.get(sql);
    if (known) return known;
    const statement = new Statement(connection.prepare(sql));
    statements.set(sql, statement);
    return statement;
  }

  /** Reads. Nothing can be written in between, because the work is synchronous. */
  read<Result>(work: () => Result): Result {
    this.#open();
    return this.#translateErrors(work);
  }

  /**
   * Does the work: everything of it happens, or nothing when it throws. At once, or with `full` durability a moment
   * later, in one transaction with other writes.
   */
  async write<Result>(work: () => Result): Promise<Result> {
    const { group, transactions } = this.#open();
    try {
      return group ? await group.add(work) : transactions.run(work);
    } catch (error) {
      throw toStoreError(error, this.#path);
    }
  }

  /** Copies the file while it is in use; it is closed only when that has ended. */
  async backUp(path: string, options: BackupOptions): Promise<void> {
    const making = backUp(this.#open().connection, path, options);
    this.#backups.add(making);
    try {
      await making;
    } catch (error) {
      throw toStoreError(error, path);
    } finally {
      this.#backups.delete(making);
    }
  }

  /** Gives room back that was left by what has just been deleted, bit by bit and later, and empties the log. */
  shrink(): void {
    this.#opened?.shrinking.begin();
  }

  /**
   * Writes the file anew, and empties the log: then nothing is in either but what there is. Nothing else can be done in this
   * thread meanwhile, some seconds per gigabyte.
   */
  rewrite(): void {
    const { connection, group } = this.#open();
    group?.flush();
    this.#translateErrors(() => connection.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async #connect(): Promise<void> {
    try {
      const connection = await openConnection(this.#path, this.#durability);
      const transactions = new Transactions(connection, () => this.#doubtCopies());
      const group = this.#durability === 'full' ? new GroupCommit(transactions) : null;
      this.#doubtCopies();
      this.#opened = {
        connection,
        transactions,
        group,
        shrinking: new Shrinking(connection),
        statements: new Map(),
      };
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  #doubtCopies(): void {
    this.#generation += 1;
  }

  #open(): OpenDatabase {
    if (this.#opened) return this.#opened;
    throw new ImposterError('closed', `The store ${this.#path} is not open: call open() first.`);
  }

  #translateErrors<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, this.#path);
    }
  }
}
