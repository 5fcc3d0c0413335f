import { type CredentialStore, ImposterError, type Lease } from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import type { Connection } from './connection.ts';
import { type CredentialDocument, credentialIdOf, toCredentialDocument } from './credential-document.ts';
import { inPieces } from './facts.ts';
import { ORIGINAL_PROVIDER, originalIdOf, originalValue } from './original-credentials.ts';

/** Whose secrets a view shows, and by what right it may write them. */
interface CredentialView {
  userId: string;
  providerName: string;
  /** Undefined: the view can only be read. */
  lease: Lease | undefined;
}

/** The secrets of one bot at one provider. */
export class MongoCredentials implements CredentialStore {
  readonly #bots: Bots;
  readonly #connection: Connection;
  readonly #view: CredentialView;

  constructor(bots: Bots, connection: Connection, view: CredentialView) {
    this.#bots = bots;
    this.#connection = connection;
    this.#view = view;
  }

  get(keys: readonly string[]): Promise<Map<string, string>> {
    return this.#bots.read(this.#view.userId, async () => {
      const found = await Promise.all(inPieces(keys).map((piece) => this.#find(piece)));
      return new Map(found.flat());
    });
  }

  async set(entries: ReadonlyMap<string, string | null>): Promise<void> {
    const { userId, providerName } = this.#view;
    await this.#bots.write({
      lease: this.#lease(),
      mayOverlap: true,
      async decide({ changes }) {
        for (const [key, value] of entries) {
          const id = credentialIdOf(userId, providerName, key);
          if (value === null) changes.remove('baileys_sessions', id);
          else changes.put('baileys_sessions', toCredentialDocument(userId, providerName, { key, value }));
        }
      },
    });
  }

  async clear(): Promise<void> {
    const { userId: session, providerName: provider_name } = this.#view;
    await this.#bots.write({
      lease: this.#lease(),
      isAlone: true,
      async decide({ changes }) {
        changes.add({ kind: 'clear_session', session, provider_name });
      },
    });
  }

  async #find(keys: readonly string[]): Promise<[key: string, value: string][]> {
    const { userId, providerName } = this.#view;
    const original = new Map<unknown, string>();
    const ids = keys.map((key) => credentialIdOf(userId, providerName, key));
    if (providerName === ORIGINAL_PROVIDER) {
      for (const key of keys) {
        const id = originalIdOf(userId, key);
        if (id !== undefined) original.set(id, key);
      }
    }
    const filter = { _id: { $in: [...ids, ...original.keys()] }, value: { $exists: true } };
    const found = await this.#connection.find<CredentialDocument>('baileys_sessions', filter);
    // What was written here comes last, and so it counts.
    const inOrder = found.sort(
      (one, other) => Number(original.has(other._id)) - Number(original.has(one._id)),
    );
    return inOrder.flatMap(({ _id, key, value }) => {
      const name = original.get(_id) ?? key;
      const text = original.has(_id) ? originalValue(value) : value;
      return text === null ? [] : [[name, text]];
    });
  }

  #lease(): Lease {
    const { userId, lease } = this.#view;
    if (lease?.userId === userId) return lease;
    throw new ImposterError('fenced', `Writing the credentials of bot ${userId} needs its lease.`);
  }
}
