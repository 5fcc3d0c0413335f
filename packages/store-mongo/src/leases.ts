import type { Lease, LeaseStore } from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import type { Connection } from './connection.ts';
import type { Heads } from './heads.ts';
import { takeOver } from './taking-over.ts';

/** Who runs which bot, by the clock of the server. */
export class MongoLeases implements LeaseStore {
  readonly #connection: Connection;
  readonly #bots: Bots;
  readonly #heads: Heads;

  constructor(connection: Connection, bots: Bots, heads: Heads) {
    this.#connection = connection;
    this.#bots = bots;
    this.#heads = heads;
  }

  async acquire(userId: string, ownerId: string): Promise<Lease | null> {
    this.#connection.assertOpen();
    const bot = this.#bots.of(userId);
    return bot.acquire(ownerId, (lease) => takeOver(this.#connection, bot, lease));
  }

  /** Not in line with the writes: a lease has to be renewed also while those wait for the server. */
  async renew({ userId, fence }: Lease): Promise<boolean> {
    this.#connection.assertOpen();
    if (this.#bots.of(userId).isVoid(fence)) return false;
    return this.#heads.renew(userId, fence);
  }

  async release({ userId, fence }: Lease): Promise<void> {
    this.#connection.assertOpen();
    await this.#bots.of(userId).release(fence);
  }
}
