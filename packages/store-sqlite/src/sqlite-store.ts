import { resolve } from 'node:path';
import type {
  ConfigurationStore,
  CredentialStore,
  Lease,
  LeaseStore,
  MessageStore,
  RetentionStore,
  Store,
  TrackingStore,
  TurnStore,
} from '@chat-imposter/core';
import type { BackupOptions } from './backup.ts';
import { ChatTable } from './chat-table.ts';
import { SqliteConfigurations } from './configurations.ts';
import { SqliteCredentials } from './credentials.ts';
import { Database } from './database.ts';
import { Erasure } from './erasure.ts';
import { HistoryReader } from './history-reader.ts';
import { SqliteLeases } from './leases.ts';
import { Merging } from './merging.ts';
import { MessageTable } from './message-table.ts';
import { SqliteMessages } from './messages.ts';
import type { Durability } from './open-connection.ts';
import { SqliteRetention } from './retention.ts';
import { SqliteTracking } from './tracking.ts';
import { TrackingTable } from './tracking-table.ts';
import { TurnTable } from './turn-table.ts';
import { SqliteTurns } from './turns.ts';

/** How a SQLite store behaves. */
export interface SqliteStoreOptions {
  /**
   * What a resolved write survives. `normal`: the death of the process, at any moment. `full`: also a power loss or a
   * crash of the operating system, which may cost a store with `normal` its last writes (never its consistency). Writes
   * then wait for the disk, those that are asked for in one turn of the event loop together: do not change what was
   * passed to a write before it has resolved.
   * @default 'normal'
   */
  durability?: Durability;
}

/** A store in one file. */
export interface SqliteStore extends Store {
  /**
   * Copies the file to another path while the store is in use, without holding anybody up for long. The copy is complete
   * or not there, holds everything that was written before it is complete, and is readable for this user only. It opens
   * as a store.
   * @throws ImposterError `store_unavailable` when there is a file already and it may not be overwritten, or the disk
   * fails; `closed` while the store is not open
   */
  backup(path: string, options?: BackupOptions): Promise<void>;
}

/**
 * Makes a store in one SQLite file, on Node's own driver. The folder and the file are created when the store is opened,
 * readable for this user only. While it is open, a lock of the operating system keeps every other process, and every
 * other store of this process, out; the lock ends with the process, however that ends.
 *
 * `open()` rejects with an ImposterError: `store_locked` when somebody else has the file, `store_unavailable` when it
 * cannot be used (no access, no database, not one of ours, made by a newer version). Other calls reject with
 * `store_unavailable` when the disk fails or is full, with nothing changed, and with `closed` while it is not open.
 *
 * @param path Of the file; a relative one counts from the current directory of this moment.
 */
export function createSqliteStore(path: string, options: SqliteStoreOptions = {}): SqliteStore {
  return new OpenSqliteStore(new Database(resolve(path), options.durability ?? 'normal'));
}

class OpenSqliteStore implements SqliteStore {
  readonly specVersion = 1;
  readonly name = 'sqlite';
  readonly configurations: ConfigurationStore;
  readonly leases: LeaseStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly tracking: TrackingStore;
  readonly retention: RetentionStore;
  /** The file belongs to one process. */
  readonly processes = null;
  readonly #database: Database;
  readonly #leases: SqliteLeases;

  constructor(database: Database) {
    const chats = new ChatTable(database);
    const table = new MessageTable(database, chats);
    const turns = new TurnTable(database);
    const merging = new Merging(database, chats, turns);
    const history = new HistoryReader(database, chats);
    this.#database = database;
    this.#leases = new SqliteLeases(database);
    this.leases = this.#leases;
    this.configurations = new SqliteConfigurations(database);
    this.messages = new SqliteMessages(database, this.#leases, { table, merging, history });
    this.turns = new SqliteTurns(database, this.#leases, turns, table);
    this.retention = new SqliteRetention(database, this.#leases, new Erasure(database, chats, turns));
    this.tracking = new SqliteTracking(database, this.#leases, new TrackingTable(database));
  }

  open(): Promise<void> {
    return this.#database.open();
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  backup(path: string, options: BackupOptions = {}): Promise<void> {
    return this.#database.backUp(path, options);
  }

  credentials(userId: string, providerName: string, lease?: Lease): CredentialStore {
    return new SqliteCredentials(this.#database, this.#leases, { userId, providerName, lease });
  }
}
