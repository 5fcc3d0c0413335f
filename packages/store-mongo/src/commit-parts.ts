import { BSON } from 'mongodb';
import type { Change } from './changes.ts';
import type { Connection } from './connection.ts';
import { toStored } from './stored-value.ts';

/** How large a part may become, bytes. MongoDB takes documents of 16 MB. */
const PART_BYTES = 2 * 1024 * 1024;

/** Batches that are too large for the head: they wait here before the head names them, which is their commit. */
export class CommitParts {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Keeps the changes of a batch, which is not committed by that. */
  async add(userId: string, batchId: string, changes: readonly Change[]): Promise<void> {
    for (const [index, part] of inParts(changes).entries()) {
      const filter = { _id: `${batchId}-${index}` as never };
      const document = { user_id: toStored(userId), batch_id: batchId, index, changes: part };
      await this.#connection.run(() => this.#collection().replaceOne(filter, document, { upsert: true }));
    }
  }

  /** The changes of a batch. */
  async read(userId: string, batchId: string): Promise<Change[]> {
    const parts = await this.#connection.run(() =>
      this.#collection()
        .find({ user_id: toStored(userId), batch_id: batchId })
        .toArray(),
    );
    const inOrder = parts.sort((one, other) => one.index - other.index);
    return inOrder.flatMap(({ changes }) => changes as Change[]);
  }

  /** Deletes the changes of a batch, once they are applied. */
  async remove(userId: string, batchId: string): Promise<void> {
    const filter = { user_id: toStored(userId), batch_id: batchId };
    await this.#connection.run(() => this.#collection().deleteMany(filter));
  }

  /** Deletes what is left of batches that were never committed. Only for who has the lease, with nothing pending. */
  async removeAll(userId: string): Promise<void> {
    const filter = { user_id: toStored(userId) };
    const left = await this.#connection.run(() =>
      this.#collection()
        .find(filter, { projection: { _id: 1 } })
        .toArray(),
    );
    if (left.length === 0) return;
    // By name: a deletion that comes late must not meet the parts of a later batch.
    const ids = left.map(({ _id }) => _id);
    await this.#connection.run(() => this.#collection().deleteMany({ _id: { $in: ids } }));
  }

  #collection() {
    return this.#connection.collection('commit_parts');
  }
}

function inParts(changes: readonly Change[]): Change[][] {
  const parts: Change[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const change of changes) {
    const size = BSON.calculateObjectSize(change);
    if (bytes + size > PART_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(change);
    bytes += size;
  }
  return parts;
}
