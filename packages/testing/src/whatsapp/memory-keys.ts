import type {
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStoreWithTransaction,
} from '@whiskeysockets/baileys';

type KeyType = keyof SignalDataTypeMap;

/**
 * A key store in memory. libsignal does one thing at a time per address and no write can fail here, so its
 * transactions only run the work.
 */
export class MemoryKeys implements SignalKeyStoreWithTransaction {
  readonly #kept = new Map<KeyType, Map<string, unknown>>();

  async get<Type extends KeyType>(
    type: Type,
    ids: string[],
  ): Promise<Record<string, SignalDataTypeMap[Type]>> {
    const values = this.#of(type);
    const found = ids.filter((id) => values.has(id)).map((id) => [id, values.get(id)]);
    return Object.fromEntries(found) as Record<string, SignalDataTypeMap[Type]>;
  }

  async set(data: SignalDataSet): Promise<void> {
    for (const [type, values] of Object.entries(data)) {
      for (const [id, value] of Object.entries(values)) this.#put(type as KeyType, id, value);
    }
  }

  isInTransaction(): boolean {
    return false;
  }

  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  /** Copies all values of a type; the returned function puts the copy in place of what is there by then. */
  snapshot(type: KeyType): () => void {
    const copy = structuredClone(this.#of(type));
    return () => void this.#kept.set(type, copy);
  }

  /** Forgets all values of a type. */
  forget(type: KeyType): void {
    this.#kept.delete(type);
  }

  #put(type: KeyType, id: string, value: unknown): void {
    if (value === null) this.#of(type).delete(id);
    else this.#of(type).set(id, value);
  }

  #of(type: KeyType): Map<string, unknown> {
    const values = this.#kept.get(type) ?? new Map<string, unknown>();
    this.#kept.set(type, values);
    return values;
  }
}
