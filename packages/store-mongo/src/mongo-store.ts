import { setTimeout as pause } from 'node:timers/promises';
import type {
  ConfigurationStore,
  CredentialStore,
  Lease,
  LeaseStore,
  MessageStore,
  ProcessStore,
  RetentionStore,
  Store,
  TrackingStore,
  TurnStore,
} from '@chat-imposter/core';
import type { MongoClient, MongoClientOptions } from 'mongodb';
import { Bots } from './bots.ts';
import { CommitParts } from './commit-parts.ts';
import { MongoConfigurations } from './configurations.ts';
import { Connection } from './connection.ts';
import { MongoCredentials } from './credentials.ts';
import { Heads } from './heads.ts';
import { MongoLeases } from './leases.ts';
import { MongoMessages } from './messages.ts';
import { takeOverConfigurations } from './original-configurations.ts';
import { prepareCollections } from './prepare-collections.ts';
import { MongoProcesses } from './processes.ts';
import { MongoRetention } from './retention.ts';
import { MongoTracking } from './tracking.ts';
import { TrackingReader } from './tracking-reader.ts';
import { MongoTurns } from './turns.ts';

/** After this long, what is still under way is given up when a store is closed. */
const LONGEST_CLOSE_MS = 5_000;

interface CommonOptions {
  /**
   * The name of the database.
   * @default 'chat_manager'
   */
  database?: string;
  /**
   * For how long a call is tried again while the server cannot be used, milliseconds from the first failure on. After
   * that calls have one try each, until one succeeds.
   * @default 10000
   */
  retryForMs?: number;
}

/** Where a MongoDB store keeps its data, and how it behaves. */
export type MongoStoreOptions = CommonOptions &
  (
    | {
        /** A connection string, `mongodb://…` or `mongodb+srv://…`. */
        url: string;
        /** Options of the driver's `MongoClient`. Writes wait for a majority and the journal in any case. */
        options?: MongoClientOptions;
      }
    | {
        /** A client of your own. Opening the store connects it; closing the store leaves it as it is. */
        client: MongoClient;
      }
  );

/**
 * Makes a store in a MongoDB database, which processes on several machines may share. Nothing connects before it is
 * opened; opening creates collections and indexes that are missing, and takes over what the original of this program
 * wrote.
 *
 * `open()` rejects with an ImposterError of code `store_unavailable` when the server cannot be used. Other calls are tried
 * again for a while and then reject with `store_unavailable`, with nothing changed, and with `closed` while the store is
 * not open. Leases last 30 seconds by the server's clock unless they are renewed.
 *
 * Do not change what was passed to a write before it has resolved.
 */
export function createMongoStore(options: MongoStoreOptions): Store {
  const { database = 'chat_manager', retryForMs = 10_000 } = options;
  const source =
    'client' in options ? { client: options.client } : { url: options.url, options: options.options ?? {} };
  return new MongoStore(new Connection({ source, database, retryForMs }));
}

class MongoStore implements Store {
  readonly specVersion = 1;
  readonly name = 'mongo';
  readonly configurations: ConfigurationStore;
  readonly leases: LeaseStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly tracking: TrackingStore;
  readonly retention: RetentionStore;
  readonly processes: ProcessStore;
  readonly #connection: Connection;
  readonly #bots: Bots;

  constructor(connection: Connection) {
    const heads = new Heads(connection);
    const parts = new CommitParts(connection);
    const configurations = new MongoConfigurations(connection);
    const chatProviderName = (userId: string) => configurations.chatProviderName(userId);
    this.#connection = connection;
    this.#bots = new Bots({ connection, heads, parts, chatProviderName });
    this.configurations = configurations;
    this.leases = new MongoLeases(connection, this.#bots, heads);
    this.messages = new MongoMessages(this.#bots, connection);
    this.turns = new MongoTurns(this.#bots, connection);
    this.processes = new MongoProcesses(connection, heads);
    this.retention = new MongoRetention(this.#bots, heads);
    this.tracking = new MongoTracking(this.#bots, new TrackingReader(connection));
  }

  open(): Promise<void> {
    return this.#connection.open(async () => {
      await prepareCollections(this.#connection);
      await takeOverConfigurations(this.#connection);
      await this.#bots.finishAbandoned();
    });
  }

  async close(): Promise<void> {
    this.#connection.stopRetrying();
    const patience = new AbortController();
    const late = pause(LONGEST_CLOSE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#bots.close(), late]);
    patience.abort();
    await this.#connection.close();
  }

  credentials(userId: string, providerName: string, lease?: Lease): CredentialStore {
    return new MongoCredentials(this.#bots, this.#connection, { userId, providerName, lease });
  }
}
