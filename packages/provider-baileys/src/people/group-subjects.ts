import type { CredentialStore } from '@chat-imposter/core';
import { z } from 'zod';
import { CorruptCredentialsError } from '../credentials/corrupt-credentials-error.ts';
import { DurableText } from '../credentials/durable-text.ts';

const KEY = 'group-subjects';
const subjectsSchema = z.record(z.string(), z.string());

/**
 * What groups are called, by their ids: in one key of the store and wholly in memory, as subjects are few, change
 * rarely and are needed for every message.
 */
export class GroupSubjects {
  readonly #subjects: Map<string, string>;
  readonly #text: DurableText;

  private constructor(store: CredentialStore, subjects: Map<string, string>) {
    this.#subjects = subjects;
    this.#text = new DurableText(store, KEY, () => JSON.stringify(Object.fromEntries(this.#subjects)));
  }

  /** @throws CorruptCredentialsError when what is stored cannot be read */
  static async load(store: CredentialStore): Promise<GroupSubjects> {
    const text = (await store.get([KEY])).get(KEY);
    return new GroupSubjects(store, text === undefined ? new Map() : parse(text));
  }

  /** The subject of a group, when it is known. */
  of(groupId: string): string | undefined {
    return this.#subjects.get(groupId);
  }

  /** Takes over subjects. Resolves when they are durable; at once when all of them were known. */
  async learn(subjects: Iterable<readonly [groupId: string, subject: string]>): Promise<void> {
    let isNew = false;
    for (const [groupId, subject] of subjects) {
      if (this.#subjects.get(groupId) === subject) continue;
      this.#subjects.set(groupId, subject);
      isNew = true;
    }
    if (isNew) await this.#text.save();
  }

  /** Forgets subjects. Resolves when that is durable. */
  async forget(groupIds: readonly string[]): Promise<void> {
    const known = groupIds.filter((groupId) => this.#subjects.delete(groupId));
    if (known.length > 0) await this.#text.save();
  }

  /** Resolves when nothing is left to be stored. */
  flush(): Promise<void> {
    return this.#text.flush();
  }
}

function parse(text: string): Map<string, string> {
  try {
    return new Map(Object.entries(subjectsSchema.parse(JSON.parse(text))));
  } catch (error) {
    throw new CorruptCredentialsError(KEY, error);
  }
}
