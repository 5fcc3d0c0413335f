import type { BotHolder, Lease, ProcessStore } from '@chat-imposter/core';
import { systemRandom } from '@chat-imposter/core';
import type { Document, Filter, ObjectId } from 'mongodb';
import type { Connection } from './connection.ts';
import { type Heads, LEASE_MS } from './heads.ts';
import { fromStored, toStored } from './stored-value.ts';

/** What the processes know of each other, by the clock of the server. Each is one document of its own. */
export class MongoProcesses implements ProcessStore {
  readonly expiresAfterMs = LEASE_MS;
  readonly #connection: Connection;
  readonly #heads: Heads;

  constructor(connection: Connection, heads: Heads) {
    this.#connection = connection;
    this.#heads = heads;
  }

  async announce(ownerId: string): Promise<void> {
    const update = { $currentDate: { time: true } } as const;
    await this.#connection.run(() => this.#processes().updateOne(byId(ownerId), update, { upsert: true }));
  }

  async withdraw(ownerId: string): Promise<void> {
    await this.#connection.run(() => this.#processes().deleteOne(byId(ownerId)));
  }

  async present(): Promise<string[]> {
    const documents = await this.#connection.run(() =>
      this.#processes()
        .find({ $expr: { $gt: [{ $add: ['$time', LEASE_MS] }, '$$NOW'] } }, { sort: { _id: 1 } })
        .toArray(),
    );
    return documents.map(({ _id }) => fromStored(_id as unknown as string));
  }

  holders(): Promise<Map<string, BotHolder>> {
    return this.#heads.holders();
  }

  async holder(userId: string): Promise<BotHolder | null> {
    return (await this.#heads.holders(userId)).get(userId) ?? null;
  }

  publish({ userId, fence }: Lease, notice: string): Promise<void> {
    return this.#heads.publish(userId, fence, notice);
  }

  async ask(ownerId: string, request: string): Promise<string> {
    const id = systemRandom.hex(12);
    const fields = { owner: toStored(ownerId), request: toStored(request), isTaken: false, answer: null };
    const update = { $setOnInsert: fields, $currentDate: { time: true } } as const;
    await this.#connection.run(() => this.#requests().updateOne(byId(id), update, { upsert: true }));
    return id;
  }

  async takeRequests(ownerId: string): Promise<{ id: string; request: string }[]> {
    const filter = { owner: toStored(ownerId), isTaken: false };
    const found = await this.#connection.run(() =>
      this.#requests()
        .find(filter, { sort: { time: 1 } })
        .toArray(),
    );
    const ids = found.map(({ _id }) => _id);
    if (ids.length > 0) {
      await this.#connection.run(() =>
        this.#requests().updateMany({ _id: { $in: ids } }, { $set: { isTaken: true } }),
      );
    }
    return found.map(({ _id, request }) => ({ id: String(_id), request: fromStored(request as string) }));
  }

  async answer(id: string, answer: string): Promise<void> {
    const update = { $set: { answer: toStored(answer) } };
    await this.#connection.run(() => this.#requests().updateOne(byId(id), update));
  }

  async answerTo(id: string): Promise<string | null> {
    const found = await this.#connection.run(() => this.#requests().findOne(byId(id)));
    return found?.answer ? fromStored(found.answer as string) : null;
  }

  #processes() {
    return this.#connection.collection('processes');
  }

  #requests() {
    return this.#connection.collection('requests');
  }
}

function byId(id: string): Filter<Document> {
  return { _id: toStored(id) as unknown as ObjectId };
}
