import type { CredentialStore } from '@chat-imposter/core';
import { z } from 'zod';
import { CorruptCredentialsError } from '../credentials/corrupt-credentials-error.ts';
import { DurableText } from '../credentials/durable-text.ts';

const namesSchema = z.record(z.string(), z.string());

/**
 * Names by id, kept in one key of the store and wholly in memory: they change rarely and are needed for every message.
 */
export class SavedNames {
  readonly #names: Map<string, string>;
  readonly #text: DurableText;

  private constructor(store: CredentialStore, key: string, names: Map<string, string>) {
    this.#names = names;
    this.#text = new DurableText(store, key, () => JSON.stringify(Object.fromEntries(this.#names)));
  }

  /** @throws CorruptCredentialsError when what is stored cannot be read */
  static async load(store: CredentialStore, key: string): Promise<SavedNames> {
    const text = (await store.get([key])).get(key);
    return new SavedNames(store, key, text === undefined ? new Map() : parse(key, text));
  }

  /** The name of the first of these ids that has one. */
  nameOf(ids: readonly string[]): string | undefined {
    for (const id of ids) {
      const name = this.#names.get(id);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** Keeps a name for each of these ids. Resolves when it is durable; at once when it was known. */
  async learn(names: Iterable<readonly [id: string, name: string]>): Promise<void> {
    let isNew = false;
    for (const [id, name] of names) {
      if (this.#names.get(id) === name) continue;
      this.#names.set(id, name);
      isNew = true;
    }
    if (isNew) await this.#text.save();
  }

  /** Resolves when nothing is left to be stored. */
  flush(): Promise<void> {
    return this.#text.flush();
  }
}

function parse(key: string, text: string): Map<string, string> {
  try {
    return new Map(Object.entries(namesSchema.parse(JSON.parse(text))));
  } catch (error) {
    throw new CorruptCredentialsError(key, error);
  }
}
