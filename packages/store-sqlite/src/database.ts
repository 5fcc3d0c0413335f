import type { DatabaseSync } from 'node:sqlite';
import { ImposterError } from '@chat-imposter/core';
import { type Durability, openConnection } from './open-connection.ts';
import { Statement } from './statement.ts';
import { toStoreError } from './store-error.ts';

/** The database file while it is open: its statements, and transactions around them. */
export class Database {
  readonly #path: string;
  readonly #durability: Durability;
  readonly #statements = new Map<string, Statement>();
  #opening: Promise<void> | null = null;
  #connection: DatabaseSync | null = null;

  constructor(path: string, durability: Durability) {
    this.#path = path;
    this.#durability = durability;
  }

  /** Opens the file; does nothing when it is open or about to be. */
  open(): Promise<void> {
    this.#opening ??= this.#connect();
    return this.#opening;
  }

  /** Closes the file and gives its lock back; does nothing when it is not open. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    const connection = this.#connection;
    this.#opening = null;
    this.#connection = null;
    this.#statements.clear();
    this.#translateErrors(() => connection?.close());
  }

  /** The prepared form of a statement, kept for the next time; only within {@link read} or {@link write}. */
  statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = new Statement(this.#open().prepare(sql));
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Reads. Nothing can be written in between, because the work is synchronous. */
  read<Result>(work: () => Result): Result {
    this.#open();
    return this.#translateErrors(work);
  }

  /** Does the work in one transaction: everything of it happens, or nothing when it throws. */
  write<Result>(work: () => Result): Result {
    const connection = this.#open();
    return this.#translateErrors(() => {
      connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        connection.exec('COMMIT');
        return result;
      } catch (error) {
        // After some errors, such as a full disk, SQLite has rolled back by itself.
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async #connect(): Promise<void> {
    try {
      this.#connection = await openConnection(this.#path, this.#durability);
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  #open(): DatabaseSync {
    if (this.#connection) return this.#connection;
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
