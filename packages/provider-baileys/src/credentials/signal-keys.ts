import type { CredentialStore } from '@chat-imposter/core';
import type { SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys';
import { decodeValue, encodeValue } from './credentials-codec.ts';

type Values = Record<string, Record<string, unknown> | undefined>;

/** The store's key of a signal key. */
export function storeKey(type: string, id: string): string {
  return `${type}-${id}`;
}

/**
 * The signal keys of one connection, read from and written to the store without a cache: a cache that is ahead of
 * a failed write would let the ratchet go backwards. After the first failure nothing is written any more.
 */
export class SignalKeys implements SignalKeyStore {
  readonly #store: CredentialStore;
  readonly #onFailure: (error: unknown) => void;
  readonly #writes = new Set<Promise<void>>();
  #isClosed = false;

  /** @param onFailure told of every failure before the caller: the connection must end */
  constructor(store: CredentialStore, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#onFailure = onFailure;
  }

  async get<T extends keyof SignalDataTypeMap>(
    type: T,
    ids: string[],
  ): Promise<Record<string, SignalDataTypeMap[T]>> {
    return (await this.read(type, ids)) as Record<string, SignalDataTypeMap[T]>;
  }

  /** The values of one type that exist, by id; for types of our own too. */
  async read(type: string, ids: readonly string[]): Promise<Record<string, unknown>> {
    try {
      const texts = await this.#store.get(ids.map((id) => storeKey(type, id)));
      const found = ids.flatMap((id) => {
        const text = texts.get(storeKey(type, id));
        return text === undefined ? [] : [[id, decodeValue(type, storeKey(type, id), text)] as const];
      });
      return Object.fromEntries(found);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Writes everything of the call or nothing; durable when it resolves. */
  async set(data: Values): Promise<void> {
    if (this.#isClosed) throw new Error('The connection that these keys belong to is over.');
    const entries = entriesOf(data);
    if (entries.size === 0) return;
    const write = this.#store.set(entries);
    this.#writes.add(write);
    try {
      await write;
    } catch (error) {
      throw this.#failed(error);
    } finally {
      this.#writes.delete(write);
    }
  }

  /** Waits for the writes under way, then refuses all further ones. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#writes);
    this.#isClosed = true;
  }

  /** What was read wrongly, or believed to be written, must not be built upon. */
  #failed(error: unknown): unknown {
    this.#isClosed = true;
    this.#onFailure(error);
    return error;
  }
}

function entriesOf(data: Values): Map<string, string | null> {
  const entries = new Map<string, string | null>();
  for (const [type, values] of Object.entries(data)) {
    for (const [id, value] of Object.entries(values ?? {})) {
      entries.set(storeKey(type, id), value === null || value === undefined ? null : encodeValue(value));
    }
  }
  return entries;
}
