import { calculateObjectSize, Long } from 'bson';
import { CommandError } from '../command-error.ts';
import type { BsonDocument } from '../values/document.ts';

/** How many documents the first batch has when the client does not say. */
const FIRST_BATCH = 101;
const MOST_BATCH_BYTES = 16 * 1024 * 1024;

interface Cursor {
  namespace: string;
  documents: readonly BsonDocument[];
  at: number;
}

/** The answers that are not read to the end. A cursor sees the documents as they were when it was opened. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #lastId = 0n;

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The reply with the first batch. */
  open(
    namespace: string,
    documents: readonly BsonDocument[],
    { batchSize = FIRST_BATCH, isSingleBatch = false }: { batchSize?: number; isSingleBatch?: boolean } = {},
  ): BsonDocument {
    const cursor = { namespace, documents, at: 0 };
    const firstBatch = nextBatch(cursor, batchSize);
    const isDone = isSingleBatch || cursor.at >= documents.length;
    if (!isDone) this.#open.set(++this.#lastId, cursor);
    return { cursor: { firstBatch, id: Long.fromBigInt(isDone ? 0n : this.#lastId), ns: namespace } };
  }

  /**
   * The reply with the next batch.
   * @throws CommandError when there is no such cursor
   */
  more(id: bigint, batchSize: number): BsonDocument {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    const batch = nextBatch(cursor, batchSize === 0 ? Infinity : batchSize);
    const isDone = cursor.at >= cursor.documents.length;
    if (isDone) this.#open.delete(id);
    return { cursor: { nextBatch: batch, id: Long.fromBigInt(isDone ? 0n : id), ns: cursor.namespace } };
  }

  /** Whether it was open. */
  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }
}

/** At least one document, then as many as fit. */
function nextBatch(cursor: Cursor, count: number): BsonDocument[] {
  const batch: BsonDocument[] = [];
  let bytes = 0;
  while (batch.length < count && cursor.at < cursor.documents.length) {
    const document = cursor.documents[cursor.at] as BsonDocument;
    bytes += calculateObjectSize(document);
    if (batch.length > 0 && bytes > MOST_BATCH_BYTES) break;
    batch.push(document);
    cursor.at++;
  }
  return batch;
}
