import { setTimeout as pause } from 'node:timers/promises';
import { ImposterError, systemClock, systemRandom } from '@chat-imposter/core';
import {
  type Collection,
  type Db,
  type Document,
  type Filter,
  MongoClient,
  type MongoClientOptions,
} from 'mongodb';
import { callLimitOf, withinLimit } from './call-limit.ts';
import type { CollectionName } from './collections.ts';
import { isPassing, toStoreError, wrongUrlError } from './store-error.ts';
import { fromStored, toStored } from './stored-value.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** So that a server that is silent is noticed; options of the caller win. */
const DEFAULT_OPTIONS: MongoClientOptions = {
  appName: 'chat-imposter',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 15_000,
};

/** What nobody may weaken: a write that was acknowledged is on the disks of a majority. */
const DATABASE_OPTIONS = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
} as const;

/** Where the database is, and how patient a store is with it. */
export interface ConnectionOptions {
  /** A connection string; or a client of somebody else, who connects and closes it. */
  source: { url: string; options: MongoClientOptions } | { client: MongoClient };
  database: string;
  /** For how long a call is tried again while the server cannot be used, milliseconds. */
  retryForMs: number;
}

/** How documents are looked for. */
export interface FindOptions {
  sort?: Record<string, 1 | -1>;
  limit?: number;
  projection?: Record<string, 0 | 1>;
}

interface OpenConnection {
  client: MongoClient;
  database: Db;
  /** How long a call may take, milliseconds; null for no limit. */
  callLimitMs: number | null;
}

/** The database while it is open. Calls are tried again while the server cannot be used, within a bound. */
export class Connection {
  readonly #options: ConnectionOptions;
  #opening: Promise<void> | null = null;
  #opened: OpenConnection | null = null;
  #isClosing = false;
  /** Since when nothing has succeeded; null while all is well. */
  #unavailableSince: number | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects; `prepare` is the rest of opening. */
  open(prepare: () => Promise<void>): Promise<void> {
    this.#opening ??= this.#open(prepare);
    return this.#opening;
  }

  /** Calls fail at once from now on, instead of being tried again. */
  stopRetrying(): void {
    this.#isClosing = true;
  }

  /** Closes the connections, if they are its own. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    const opened = this.#opened;
    this.#opening = null;
    this.#opened = null;
    this.#isClosing = false;
    this.#unavailableSince = null;
    if (opened && 'url' in this.#options.source) await opened.client.close();
  }

  /** @throws ImposterError `closed` unless open */
  assertOpen(): void {
    this.#database();
  }

  /** A collection; only within {@link run}. */
  collection(name: CollectionName): Collection<Document> {
    return this.#database().collection(name);
  }

  /** Documents as they were put in. */
  find<Row>(name: CollectionName, filter: Document, options: FindOptions = {}): Promise<Row[]> {
    return this.run(async () => {
      const found = await this.collection(name)
        .find(toStored(filter) as Filter<Document>, options)
        .toArray();
      return found.map((document) => fromStored(document) as Row);
    });
  }

  /** The first of them. */
  async findOne<Row>(name: CollectionName, filter: Document, options: FindOptions = {}): Promise<Row | null> {
    const [row] = await this.find<Row>(name, filter, { ...options, limit: 1 });
    return row ?? null;
  }

  /**
   * Does work that may be done twice, again and again while the server cannot be used. The bound counts for all calls
   * together, from the first failure on: in a long outage each call has one try.
   * @throws ImposterError `closed`, `store_unavailable`
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const result = await withinLimit(work(), this.#opened?.callLimitMs ?? null);
        this.#unavailableSince = null;
        return result;
      } catch (error) {
        if (!this.#mayTryAgain(error)) throw toStoreError(error, this.#place());
      }
      await pause(pauseMs * (0.5 + systemRandom.fraction() / 2));
    }
  }

  #mayTryAgain(error: unknown): boolean {
    if (!isPassing(error)) return false;
    this.#unavailableSince ??= systemClock.now();
    return !this.#isClosing && systemClock.now() - this.#unavailableSince < this.#options.retryForMs;
  }

  async #open(prepare: () => Promise<void>): Promise<void> {
    try {
      const client = this.#client();
      this.#opened = {
        client,
        database: client.db(this.#options.database, DATABASE_OPTIONS),
        callLimitMs: callLimitOf(client.options),
      };
      await this.run(() => client.connect());
      await prepare();
    } catch (error) {
      const { client } = this.#opened ?? {};
      this.#opened = null;
      this.#opening = null;
      if (client && 'url' in this.#options.source) await client.close();
      throw toStoreError(error, this.#place());
    }
  }

  #client(): MongoClient {
    const { source } = this.#options;
    if ('client' in source) return source.client;
    try {
      return new MongoClient(source.url, { retryWrites: true, ...DEFAULT_OPTIONS, ...source.options });
    } catch (error) {
      throw wrongUrlError(error, source.url, this.#place());
    }
  }

  #database(): Db {
    if (this.#opened) return this.#opened.database;
    throw new ImposterError('closed', `The store ${this.#place()} is not open: call open() first.`);
  }

  /** The database and its hosts, without anything secret. */
  #place(): string {
    const { database } = this.#options;
    const hosts = this.#opened?.client.options.hosts.map(String) ?? [];
    return hosts.length === 0 ? `"${database}"` : `"${database}" at ${hosts.join(', ')}`;
  }
}
