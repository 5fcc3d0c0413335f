import { type BotHolder, systemRandom } from '@chat-imposter/core';
import type { Document } from 'mongodb';
import type { Change } from './changes.ts';
import type { Connection } from './connection.ts';
import { isDuplicateKey } from './store-error.ts';
import { fromStored, toStored } from './stored-value.ts';

/** For how long a lease is good without being renewed. */
export const LEASE_MS = 30_000;

/** A batch of changes that is committed. */
export interface Batch {
  id: string;
  /** The batch before this one. */
  previous: string | null;
  /** Whether its changes are in documents of their own, because they are too many for one. */
  isInParts: boolean;
  /** Null when they are elsewhere. */
  changes: Change[] | null;
}

/** The one document in which everything of a bot is decided. */
export interface Head {
  /** Null while nobody runs the bot. */
  owner: string | null;
  /** That of the newest lease. */
  fence: number;
  /** Names the call that acquired it, so that it is recognised when it has to be tried again. */
  grant: string | null;
  /** Counts changes: no change that was committed has a higher number. */
  seq: number;
  /** What was committed last, with what before it may not be applied; null when all is known to be applied. */
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

const PROJECTION = { owner: 1, fence: 1, grant: 1, seq: 1, pending: 1 } as const;
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

  /** The head of a bot, which begins with nobody holding it. */
  async readOrBegin(userId: string): Promise<Head> {
    return (await this.read(userId)) ?? (await this.#connection.run(() => this.#begin(userId)));
  }

  /**
   * Gives the bot to an owner, unless another one holds it and its lease has not expired by the server's clock. It follows
   * on the lease before, so that a try that comes late takes nothing from those that came after it. What others decided
   * before without a lease has to be decided anew.
   */
  async acquire(userId: string, ownerId: string): Promise<Head | null> {
    const grant = systemRandom.hex(12);
    const owner = toStored(ownerId);
    const free = [{ owner: { $in: [null, owner] } }, { $expr: { $lte: ['$expires', '$$NOW'] } }];
    const take = async ({ fence }: Head): Promise<Head | null> => {
      const fields = {
        owner: { $literal: owner },
        fence: fence + 1,
        grant,
        notice: null,
        seq: { $add: ['$seq', 1] },
        expires: NEW_EXPIRY,
      };
      const filter = { ...idOf(userId), fence, $or: free };
      const options = { returnDocument: 'after', projection: PROJECTION } as const;
      const taken = await this.#heads().findOneAndUpdate(filter, [{ $set: fields }], options);
      return taken && headOf(taken);
    };
    return this.#connection.run(async () => {
      for (;;) {
        const head = (await this.read(userId)) ?? (await this.#begin(userId));
        if (head.grant === grant) return head;
        const taken = await take(head);
        if (taken) return taken;
        const fence = (await this.read(userId))?.fence;
        if (fence === head.fence) return null;
      }
    });
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
   * @param before the batch that is pending again; null when that is known to be applied
   * @returns the number that the head has now
   */
  async takeBack(
    userId: string,
    { fence, after, last, batch }: Commit,
    before: Batch | null,
  ): Promise<number | false> {
    const owned = fence === null ? idOf(userId) : heldBy(userId, fence);
    const filter = { ...owned, $or: [{ seq: after }, { seq: last, 'pending.id': batch.id }] };
    const seq = last + 1;
    return this.#connection.run(async () => {
      const result = await this.#heads().updateOne(filter, { $set: { seq, pending: before } });
      if (result.matchedCount === 1) return seq;
      const head = await this.read(userId);
      const isOurs = fence === null || head?.fence === fence;
      return isOurs && head?.seq === seq && head.pending?.id === before?.id ? seq : false;
    });
  }

  /** Who has a lease that has not expired, of one bot or of all, by the ids of the bots. */
  async holders(userId?: string): Promise<Map<string, BotHolder>> {
    const filter = {
      ...(userId === undefined ? {} : idOf(userId)),
      owner: { $ne: null },
      $expr: { $gt: ['$expires', '$$NOW'] },
    };
    const documents = await this.#connection.run(() =>
      this.#heads()
        .find(filter, { projection: { owner: 1, notice: 1 } })
        .toArray(),
    );
    return new Map(documents.map((document) => [fromStored(document._id as never), holderOf(document)]));
  }

  /** Puts up a notice under a lease, unless that is void. */
  async publish(userId: string, fence: number, notice: string): Promise<void> {
    const update = { $set: { notice: toStored(notice) } };
    await this.#connection.run(() => this.#heads().updateOne(heldBy(userId, fence), update));
  }

  /** The bots that anything was ever decided of. */
  async userIds(): Promise<string[]> {
    const documents = await this.#connection.run(() =>
      this.#heads()
        .find({}, { projection: { _id: 1 } })
        .toArray(),
    );
    return documents.map(({ _id }) => fromStored(_id as unknown as string));
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

  async #begin(userId: string): Promise<Head> {
    const fields = { owner: null, fence: 0, grant: null, notice: null, expires: null, seq: 0, pending: null };
    const options = { upsert: true, returnDocument: 'after', projection: PROJECTION } as const;
    const begin = () => this.#heads().findOneAndUpdate(idOf(userId), { $setOnInsert: fields }, options);
    const head = await begin().catch((error: unknown) => {
      // Two that insert at once can be in each other's way; then it is there.
      if (isDuplicateKey(error)) return begin();
      throw error;
    });
    if (head) return headOf(head);
    throw new Error('MongoDB returned no head of a bot.');
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

function holderOf({ owner, notice }: Document): BotHolder {
  return { ownerId: fromStored(owner as string), notice: fromStored((notice as string | undefined) ?? null) };
}

/** What is pending stays in the form of the database, in which it is applied. */
function headOf({ owner, fence, grant, seq, pending }: Document): Head {
  return { owner: fromStored(owner as string | null), fence, grant, seq, pending };
}
