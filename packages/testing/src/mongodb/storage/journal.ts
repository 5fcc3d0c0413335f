import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { calculateObjectSize, Long, serialize, setInternalBufferSize } from 'bson';
import type { Transaction } from '../engine.ts';
import type { BsonDocument } from '../values/document.ts';
import { readDocument } from '../wire/message.ts';
import type { Change } from './change.ts';

const LENGTH_BYTES = 4;

/**
 * A file with everything that commands have changed, one BSON document for each command. What is appended is in the hands
 * of the operating system: it outlives the process, whatever kills it, though not the machine. The file only grows.
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
  static open(path: string, replay: (transaction: Transaction) => void): Journal {
    const end = existsSync(path) ? replayAll(readFileSync(path), replay) : 0;
    const file = openSync(path, 'a');
    ftruncateSync(file, end);
    return new Journal(file);
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

/** Where the complete records end. */
function replayAll(bytes: Buffer, replay: (transaction: Transaction) => void): number {
  let at = 0;
  while (bytes.length - at >= LENGTH_BYTES) {
    const length = bytes.readInt32LE(at);
    if (bytes.length - at < length) break;
    replay(transactionIn(readDocument(bytes.subarray(at, at + length))));
    at += length;
  }
  return at;
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
