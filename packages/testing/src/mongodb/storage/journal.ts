import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { calculateObjectSize, Long, serialize, setInternalBufferSize } from 'bson';
import type { Transaction } from '../engine.ts';
import type { BsonDocument } from '../values/document.ts';
import { readDocument } from '../wire/message.ts';
import type { Change } from './change.ts';

const LENGTH_BYTES = 4;
/** A file of fewer changes is read in no time. */
const FEW_CHANGES = 5_000;
/** A file that tells so many times as much as there is is written anew. */
const MOST_TIMES = 2;

/** Whose changes are kept. */
export interface JournalSource {
  /** Does again what was kept. */
  replay: (transaction: Transaction) => void;
  /** All that there is now, as if it had just been made. */
  snapshot: () => Transaction[];
}

/**
 * A file with everything that commands have changed, one BSON document for each command. What is appended is in the hands
 * of the operating system: it outlives the process, whatever kills it, though not the machine. When it is opened, and tells
 * much of what is no more, the file begins anew with what there is.
 */
export class Journal {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  /**
   * Opens the file, or makes it, after everything in it was replayed. A last record that is not complete is cut off: it
   * was never acknowledged.
   */
  static open(path: string, { replay, snapshot }: JournalSource): Journal {
    const { end, changes } = existsSync(path) ? replayAll(readFileSync(path), replay) : NOTHING;
    if (changes > FEW_CHANGES) {
      const transactions = snapshot();
      if (changes > MOST_TIMES * transactions.length) return Journal.#begin(path, transactions);
    }
    const file = openSync(path, 'a');
    ftruncateSync(file, end);
    return new Journal(file);
  }

  /** Takes the place of the file, as a whole. */
  static #begin(path: string, transactions: readonly Transaction[]): Journal {
    const journal = new Journal(openSync(`${path}.new`, 'w'));
    for (const transaction of transactions) journal.append(transaction);
    renameSync(`${path}.new`, path);
    return journal;
  }

  append(transaction: Transaction): void {
    const document = documentOf(transaction);
    // A bulk insert may be larger than the buffer that bson has by itself.
    setInternalBufferSize(calculateObjectSize(document));
    const bytes = serialize(document);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written, bytes.length - written);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

const NOTHING = { end: 0, changes: 0 };

/** Where the complete records end, and how many changes they tell of. */
function replayAll(bytes: Buffer, replay: JournalSource['replay']): typeof NOTHING {
  let [at, changes] = [0, 0];
  while (bytes.length - at >= LENGTH_BYTES) {
    const length = bytes.readInt32LE(at);
    if (bytes.length - at < length) break;
    const transaction = transactionIn(readDocument(bytes.subarray(at, at + length)));
    replay(transaction);
    changes += transaction.changes.length;
    at += length;
  }
  return { end: at, changes };
}

function documentOf({ changes, write }: Transaction): BsonDocument {
  if (write === null) return { changes };
  const { session, number, reply, at } = write;
  return { changes, write: { session, number: Long.fromBigInt(number), reply, at } };
}

function transactionIn({ changes, write }: BsonDocument): Transaction {
  if (write === undefined) return { changes: changes as Change[], write: null };
  const { session, number, reply, at } = write as BsonDocument;
  return {
    changes: changes as Change[],
    write: {
      session: session as string,
      number: (number as Long).toBigInt(),
      reply: reply as BsonDocument,
      at: at as Date,
    },
  };
}
