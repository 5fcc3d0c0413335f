import type { Document } from 'mongodb';
import type { Change } from './changes.ts';
import type { Connection } from './connection.ts';
import { fromStored, toStored } from './stored-value.ts';

/** For how long a lease is good without being renewed. */
export const LEASE_MS = 30_000;

/** A batch of changes that is committed. */
export interface Batch {
  id: string;
  /** The batch before this one. */
  previous: string | null;
  /** Null when they are in documents of their own, because they are too many for one. */
  changes: Change[] | null;
}

/** The one document in which everything of a bot is decided. */
export interface Head {
  /** Null while nobody runs the bot. */
  owner: string | null;
  /** That of the newest lease. */
  fence: number;
  /** The number of the last change that was committed. */
  seq: number;
  /** What was committed last; null when it is known to be applied. */
  pending: Batch | null;
}

/** A batch that is to follow on what the head says now. */
export interface Commit {
  /** That of the lease by which it is written; null when it needs none. */
  fence: number | null;
  /** The number that the head has before. */
  after: number;
  /** The number that it has then. */
  last: number;
  batch: Batch;
}

const PROJECTION = { owner: 1, fence: 1, seq: 1, pending: 1 } as const;
const NEW_EXPIRY = { $add: ['$$NOW', LEASE_MS] };

/** The heads of bots, in the collection `leases`. Each method but reading is one atomic step. */
export class Heads {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The head of a bot; null when nobody ever had a lease of it. */
  async read(userId: string): Promise<Head | null> {
    const document = await this.#connection.run(() =>
      this.#heads().findOne(idOf(userId), { projection: PROJECTION }),
    );
    return document && headOf(document);
  }

  /** Makes one that nobody holds, unless there is one. */
  async ensure(userId: string): Promise<void> {
    const fields = { owner: null, fence: 0, expires: null, seq: 0, pending: null };
    await this.#connection.run(() =>
      this.#heads().updateOne(idOf(userId), { $setOnInsert: fields }, { upsert: true }),
    );
  }

  /** Gives the bot to an owner, unless another one holds it and its lease has not expired by the server's clock. */
  async acquire(userId: string, ownerId: string): Promise<Head | null> {
    const owner = toStored(ownerId);
    // A condition on the time of the server cannot stand where a document may be inserted.
    const filter = {
      ...idOf(userId),
      $or: [{ owner: { $in: [null, owner] } }, { $expr: { $lte: ['$expires', '$$NOW'] } }],
    };
    const update = [
      { $set: { owner: { $literal: owner }, fence: { $add: ['$fence', 1] }, expires: NEW_EXPIRY } },
    ];
    const options = { returnDocument: 'after', projection: PROJECTION } as const;
    const take = () => this.#connection.run(() => this.#heads().findOneAndUpdate(filter, update, options));
    const taken = await take();
    if (taken) return headOf(taken);
    if ((await this.read(userId)) !== null) return null;
    await this.ensure(userId);
    const begun = await take();
    return begun && headOf(begun);
  }

  /** Extends a lease, also one that has expired if nobody has taken it; false when it is void. */
  async renew(userId: string, fence: number): Promise<boolean> {
    const update = [{ $set: { expires: NEW_EXPIRY } }];
    const result = await this.#connection.run(() => this.#heads().updateOne(heldBy(userId, fence), update));
    return result.matchedCount === 1;
  }

  /** Gives a lease back; with `applied`, the number of the last change, also says that nothing is pending. */
  async release(userId: string, fence: number, applied: number | null): Promise<void> {
    const held = heldBy(userId, fence);
    const free = { owner: null, expires: null };
    await this.#connection.run(async () => {
      if (applied !== null) {
        const filter = { ...held, seq: applied };
        const result = await this.#heads().updateOne(filter, { $set: { ...free, pending: null } });
        if (result.matchedCount === 1) return;
      }
      await this.#heads().updateOne(held, { $set: free });
    });
  }

  /** Commits a batch, in one write. False when a lease or another commit came before it, and nothing was committed. */
  async commit(userId: string, { fence, after, last, batch }: Commit): Promise<boolean> {
    const filter = { ...(fence === null ? idOf(userId) : heldBy(userId, fence)), seq: after };
    const update = { $set: { seq: last, pending: batch } };
    return this.#connection.run(async () => {
      const result = await this.#heads().updateOne(filter, update);
      if (result.matchedCount === 1) return true;
      // Perhaps a try before this one was not in vain.
      const head = await this.read(userId);
      return head?.pending?.id === batch.id || head?.pending?.previous === batch.id;
    });
  }

  /**
   * Makes sure that a commit of which nobody knows whether it came through has not and will not: it has not been applied,
   * because only who commits next would do that. False when that cannot be said any more.
   * @returns the number that the head has now
   */
  async takeBack(userId: string, { fence, after, last, batch }: Commit): Promise<number | false> {
    const owned = fence === null ? idOf(userId) : heldBy(userId, fence);
    const filter = { ...owned, $or: [{ seq: after }, { seq: last, 'pending.id': batch.id }] };
    const seq = last + 1;
    return this.#connection.run(async () => {
      const result = await this.#heads().updateOne(filter, { $set: { seq, pending: null } });
      if (result.matchedCount === 1) return seq;
      const head = await this.read(userId);
      return head?.fence === fence && head?.seq === seq && head.pending === null ? seq : false;
    });
  }

  /** The bots that nobody runs now and for which something may be pending. */
  async abandoned(): Promise<string[]> {
    const filter = {
      pending: { $ne: null },
      $or: [{ owner: null }, { $expr: { $lte: ['$expires', '$$NOW'] } }],
    };
    const documents = await this.#connection.run(() =>
      this.#heads()
        .find(filter, { projection: { _id: 1 } })
        .toArray(),
    );
    return documents.map(({ _id }) => fromStored(_id as unknown as string));
  }

  #heads() {
    return this.#connection.collection('leases');
  }
}

function idOf(userId: string): Document {
  return { _id: toStored(userId) };
}

function heldBy(userId: string, fence: number): Document {
  return { ...idOf(userId), fence, owner: { $ne: null } };
}

/** What is pending stays in the form of the database, in which it is applied. */
function headOf({ owner, fence, seq, pending }: Document): Head {
  return { owner: fromStored(owner as string | null), fence, seq, pending };
}
