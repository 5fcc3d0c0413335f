import type { Lease, Store } from '@chat-imposter/core';
import { type MongoServer, type MongoTopology, startMongoServer } from '@chat-imposter/testing/mongodb';
import { type CreateIndexesOptions, type Document, MongoClient, type MongoClientOptions } from 'mongodb';
import { createMongoStore } from '../mongo-store.ts';

/** How a store of a rig behaves. */
export interface RigStoreOptions {
  /** Default: 2,000. */
  retryForMs?: number;
  options?: MongoClientOptions;
}

const DATABASE = 'chat_manager';

/** A server on which faults can be scripted, and stores with connections of their own to it. */
export class MongoRig {
  readonly server: MongoServer;
  readonly #clock: { time: number };
  readonly #stores: Store[] = [];
  #client: MongoClient | null = null;

  private constructor(server: MongoServer, clock: { time: number }) {
    this.server = server;
    this.#clock = clock;
  }

  static async start(topology: MongoTopology = 'replica_set'): Promise<MongoRig> {
    const clock = { time: 1_000_000 };
    const server = await startMongoServer({ topology, clock: { now: () => new Date(clock.time) } });
    return new MongoRig(server, clock);
  }

  /** An open store. */
  async open({ retryForMs = 2_000, options = {} }: RigStoreOptions = {}): Promise<Store> {
    const store = createMongoStore({ url: this.server.url, retryForMs, options });
    this.#stores.push(store);
    await store.open();
    return store;
  }

  /** An open store, and a lease of the bot `anna` by an owner. */
  async openWithLease(
    ownerId = 'owner',
    storeOptions: RigStoreOptions = {},
  ): Promise<{ store: Store; lease: Lease }> {
    const store = await this.open(storeOptions);
    return { store, lease: await leaseOf(store, ownerId) };
  }

  /** Lets time pass by the clock of the server. */
  advance(milliseconds: number): void {
    this.#clock.time += milliseconds;
  }

  /** What is in a collection, by a connection of its own. */
  async documents(collection: string, filter: Document = {}): Promise<Document[]> {
    return (await this.#database()).collection(collection).find(filter).toArray();
  }

  /** Puts documents as another program would. */
  async insert(collection: string, documents: Document[]): Promise<void> {
    await (await this.#database()).collection(collection).insertMany(documents);
  }

  /** Makes an index as another program would. */
  async createIndex(
    collection: string,
    keys: Record<string, 1>,
    options: CreateIndexesOptions,
  ): Promise<void> {
    await (await this.#database()).collection(collection).createIndex(keys, options);
  }

  async end(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    await this.#client?.close();
    await this.server.close();
  }

  async #database() {
    this.#client ??= new MongoClient(this.server.url);
    return this.#client.db(DATABASE);
  }
}

/** A lease of the bot `anna`. */
export async function leaseOf(store: Store, ownerId = 'owner', userId = 'anna'): Promise<Lease> {
  const lease = await store.leases.acquire(userId, ownerId);
  if (lease) return lease;
  throw new Error(`${ownerId} cannot have a lease of ${userId}.`);
}
