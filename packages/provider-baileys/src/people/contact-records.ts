import type { CredentialStore } from '@chat-imposter/core';
import { z } from 'zod';
import { CorruptCredentialsError } from '../credentials/corrupt-credentials-error.ts';
import { storeKey } from '../credentials/signal-keys.ts';
import { type ContactRecord, canonicalId, contactRecordSchema, isWorthKeeping } from './contact-record.ts';
import { DurableRows } from './durable-rows.ts';

/** The type of our rows among the signal keys; their ids are the numbers of the rows. */
const TYPE = 'contacts';
/** With 10,000 contacts a row holds 40 of them: a change writes some 4 KB, and all of them together 1 MB. */
const ROWS = 256;

const rowSchema = z.array(contactRecordSchema);

/**
 * The records of all contacts, wholly in memory, as they are needed for every message, and durably in 256 rows. The
 * row of a record follows from its canonical id.
 */
export class ContactRecords {
  readonly #byId = new Map<string, ContactRecord>();
  readonly #byRow = Array.from({ length: ROWS }, () => new Set<ContactRecord>());
  readonly #untold = new Set<ContactRecord>();
  readonly #rows: DurableRows;

  private constructor(store: CredentialStore) {
    this.#rows = new DurableRows(store, (row) => [storeKey(TYPE, String(row)), this.#textOf(row)]);
  }

  /** @throws CorruptCredentialsError when a row cannot be read */
  static async load(store: CredentialStore): Promise<ContactRecords> {
    const keys = Array.from({ length: ROWS }, (_, row) => storeKey(TYPE, String(row)));
    const texts = await store.get(keys);
    const records = new ContactRecords(store);
    for (const [key, text] of texts) {
      for (const record of readRow(key, text)) records.#add(record);
    }
    return records;
  }

  /** The record of whoever has this id. */
  find(id: string): ContactRecord | undefined {
    return this.#byId.get(id);
  }

  /** Puts records in the place of others, of the same ids. Those that say nothing are left out. */
  replace(old: readonly (ContactRecord | undefined)[], next: readonly ContactRecord[]): void {
    const kept = next.filter(isWorthKeeping);
    for (const record of old) if (record) this.#remove(record);
    for (const record of kept) this.#add(record);
    for (const record of [...old, ...kept]) if (record) this.#rows.change(rowOf(record));
  }

  /** Forgets people by any of their ids. Resolves when that is durable. */
  async forget(ids: readonly string[]): Promise<void> {
    this.replace(
      ids.map((id) => this.find(id)),
      [],
    );
    await this.stored();
  }

  /** Some of the records that the core does not know as they are now. */
  untold(limit: number): ContactRecord[] {
    const some: ContactRecord[] = [];
    for (const record of this.#untold) {
      if (some.length === limit) break;
      some.push(record);
    }
    return some;
  }

  /** The core knows these records; those that have changed meanwhile are left alone. */
  markTold(records: readonly ContactRecord[]): void {
    for (const record of records) {
      if (!this.#untold.has(record)) continue;
      const { isUntold: _, ...told } = record;
      this.#remove(record);
      if (isWorthKeeping(told)) this.#add(told);
      // Lost in a crash it is told once more, which changes nothing.
      this.#rows.changeLazily(rowOf(told));
    }
  }

  /** Resolves when every change is durable, but for what the core was told; tries again what failed before. */
  stored(): Promise<void> {
    return this.#rows.stored();
  }

  /** The same, with what the core was told. */
  flush(): Promise<void> {
    return this.#rows.flush();
  }

  #add(record: ContactRecord): void {
    for (const id of [record.phone, record.lid]) if (id !== undefined) this.#byId.set(id, record);
    this.#byRow[rowOf(record)]?.add(record);
    if (record.isUntold) this.#untold.add(record);
  }

  #remove(record: ContactRecord): void {
    for (const id of [record.phone, record.lid]) if (id !== undefined) this.#byId.delete(id);
    this.#byRow[rowOf(record)]?.delete(record);
    this.#untold.delete(record);
  }

  #textOf(row: number): string | null {
    const records = [...(this.#byRow[row] ?? [])];
    return records.length === 0 ? null : JSON.stringify(records);
  }
}

/** The row of a record: FNV-1a of its canonical id, which spreads numbers that differ in a digit. */
function rowOf(record: ContactRecord): number {
  const id = canonicalId(record);
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 16) % ROWS;
}

function readRow(key: string, text: string): ContactRecord[] {
  try {
    return rowSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new CorruptCredentialsError(key, error);
  }
}
