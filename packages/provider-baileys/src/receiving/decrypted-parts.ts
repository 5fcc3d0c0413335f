import { createHash } from 'node:crypto';
import type { CredentialStore } from '@chat-imposter/core';
import { z } from 'zod';
import { CorruptCredentialsError } from '../credentials/corrupt-credentials-error.ts';
import { decodeValue } from '../credentials/credentials-codec.ts';
import { storeKey } from '../credentials/signal-keys.ts';

/** The type of our rows among the signal keys; their ids are the numbers of the slots. */
const TYPE = 'decrypted-part';
const SLOTS = 256;

const entrySchema = z.object({ hash: z.string(), messageId: z.string(), plaintext: z.instanceof(Buffer) });
type Entry = z.infer<typeof entrySchema>;

/** Rows to be written with the signal keys of the same transaction; null deletes. */
export type Rows = Record<string, Record<string, Entry | null>>;

/** A place for one part, from before it is decrypted until the transaction has ended. */
export interface Reservation {
  /** The rows that keep the part, and delete those no longer needed. */
  write(plaintext: Uint8Array): Rows;
  /** The transaction was committed. */
  keep(): void;
  /** The transaction failed. */
  release(): void;
}

/**
 * What was decrypted and whose receipt the platform has not confirmed. If it comes again, after a crash or a lost
 * connection, decrypting it again would fail; this has the plaintext. Durable, and bounded: when more than 256 parts
 * are unconfirmed, the oldest is given up.
 */
export class DecryptedParts {
  readonly #entries = new Map<number, Entry>();
  readonly #confirmed = new Set<number>();
  readonly #reserved = new Set<number>();

  private constructor(entries: Iterable<[number, Entry]>) {
    for (const [slot, entry] of entries) this.#entries.set(slot, entry);
  }

  /** @throws CorruptCredentialsError when a row cannot be read */
  static async load(store: CredentialStore): Promise<DecryptedParts> {
    const keys = Array.from({ length: SLOTS }, (_, slot) => storeKey(TYPE, String(slot)));
    const rows = await store.get(keys);
    return new DecryptedParts(
      keys.flatMap((key, slot) => {
        const text = rows.get(key);
        return text === undefined ? [] : [[slot, readEntry(key, text)] as [number, Entry]];
      }),
    );
  }

  /** The plaintext of a part that was decrypted before. */
  find(part: Uint8Array): Uint8Array | undefined {
    const hash = hashOf(part);
    for (const entry of this.#entries.values()) {
      if (entry.hash === hash) return entry.plaintext;
    }
    return undefined;
  }

  /** Finds a place for a part of the message with this id. */
  reserve(part: Uint8Array, messageId: string): Reservation {
    const slot = this.#freeSlot();
    this.#reserved.add(slot);
    const hash = hashOf(part);
    let entry: Entry | null = null;
    let deleted: number[] = [];
    return {
      write: (plaintext) => {
        entry = { hash, messageId, plaintext: Buffer.from(plaintext) };
        deleted = [...this.#confirmed].filter((other) => other !== slot);
        return { [TYPE]: { ...asDeletions(deleted), [slot]: entry } };
      },
      keep: () => {
        this.#reserved.delete(slot);
        this.#drop([...deleted, slot]);
        if (entry) this.#entries.set(slot, entry);
      },
      release: () => {
        this.#reserved.delete(slot);
      },
    };
  }

  /** The platform has confirmed the receipt of a message: it will not come again. */
  confirm(messageId: string): void {
    for (const [slot, entry] of this.#entries) {
      if (entry.messageId === messageId) this.#confirmed.add(slot);
    }
  }

  /** The same for several messages. */
  confirmAll(messageIds: readonly string[]): void {
    for (const messageId of messageIds) this.confirm(messageId);
  }

  /** The ids of messages that are not confirmed now. */
  unconfirmed(): string[] {
    return [...this.#entries].flatMap(([slot, { messageId }]) =>
      this.#confirmed.has(slot) ? [] : [messageId],
    );
  }

  /** Rows that delete what is no longer needed; call `done` when they are written. */
  tidy(): { rows: Rows; done(): void } {
    const slots = [...this.#confirmed];
    return { rows: slots.length === 0 ? {} : { [TYPE]: asDeletions(slots) }, done: () => this.#drop(slots) };
  }

  #drop(slots: readonly number[]): void {
    for (const slot of slots) {
      this.#entries.delete(slot);
      this.#confirmed.delete(slot);
    }
  }

  #freeSlot(): number {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      if (!this.#entries.has(slot) && !this.#reserved.has(slot)) return slot;
    }
    const [confirmed] = this.#confirmed;
    const [oldest = 0] = this.#entries.keys();
    return confirmed ?? oldest;
  }
}

function asDeletions(slots: readonly number[]): Record<string, null> {
  return Object.fromEntries(slots.map((slot) => [String(slot), null]));
}

function hashOf(part: Uint8Array): string {
  return createHash('sha256').update(part).digest('hex');
}

function readEntry(key: string, text: string): Entry {
  const result = entrySchema.safeParse(decodeValue(TYPE, key, text));
  if (!result.success) throw new CorruptCredentialsError(key, result.error);
  return result.data;
}
