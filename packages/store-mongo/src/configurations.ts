import {
  assertRevision,
  type ConfigurationStore,
  type StoredConfiguration,
  systemRandom,
} from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';
import type { Connection } from './connection.ts';
import { isDuplicateKey } from './store-error.ts';
import { isKeptAsItIs, toStored } from './stored-value.ts';

/** A configuration as it is kept. */
interface ConfigurationDocument {
  _id: ObjectId;
  /** The document itself; of one with names that MongoDB would read as paths or operators, its `user_id` alone. */
  config_data: Record<string, unknown>;
  /** Then the whole document is here, as JSON. */
  config_json?: string;
  /** The id by which it is found. */
  folded_user_id: string;
  user_id: string;
  running: boolean;
  revision: number;
  /** Names the last write; each follows on the one before it, so that one that comes late changes nothing. */
  write_id: string;
}

/** The configurations, found by their folded id. Each is one document, so no lease is needed. */
export class MongoConfigurations implements ConfigurationStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(userId: string): Promise<StoredConfiguration | null> {
    const found = await this.#find(userId);
    return found && toConfiguration(found);
  }

  async list(): Promise<StoredConfiguration[]> {
    const filter = { folded_user_id: { $exists: true } };
    const found = await this.#connection.find<ConfigurationDocument>('configurations', filter, {
      sort: { user_id: 1 },
    });
    return found.map(toConfiguration);
  }

  async save(
    userId: string,
    document: Record<string, unknown>,
    ifRevision?: number | null,
  ): Promise<StoredConfiguration> {
    const fields = toDocumentFields(document);
    const saved = await this.#write(userId, (known) => {
      // What is there is replaced only as long as nobody else has written it.
      assertRevision(userId, known, ifRevision);
      return known
        ? { ...fields, revision: known.revision + 1 }
        : { ...idOf(userId), user_id: userId, ...fields, running: false, revision: 1 };
    });
    if (saved) return toConfiguration(saved);
    throw new Error('A configuration that was saved is not there.');
  }

  async setRunning(userId: string, running: boolean): Promise<void> {
    await this.#write(userId, (known) => known && { running });
  }

  async delete(userId: string): Promise<boolean> {
    const known = await this.#find(userId);
    if (!known) return false;
    let tries = 0;
    return this.#connection.run(async () => {
      tries += 1;
      const { deletedCount } = await this.#collection().deleteOne({ _id: known._id });
      // A try before this one may have deleted it without our hearing of it.
      return deletedCount === 1 || tries > 1;
    });
  }

  /** The chat provider that the configuration of a bot names; null when there is none. */
  async chatProviderName(userId: string): Promise<string | null> {
    const document = (await this.get(userId))?.document;
    const section = document?.chat_provider_config ?? document?.chatbot_provider_config;
    const name = section && (section as { provider_name?: unknown }).provider_name;
    return typeof name === 'string' ? name : null;
  }

  #find(userId: string): Promise<ConfigurationDocument | null> {
    return this.#connection.findOne('configurations', idOf(userId));
  }

  /** Writes the fields that are decided by what is there; null changes nothing. Gives back what is there then. */
  async #write(
    userId: string,
    decide: (known: ConfigurationDocument | null) => Partial<ConfigurationDocument> | null,
  ): Promise<ConfigurationDocument | null> {
    const write_id = systemRandom.hex(12);
    return this.#connection.run(async () => {
      for (;;) {
        const known = await this.#find(userId);
        if (known?.write_id === write_id) return known;
        const fields = decide(known);
        if (!fields) return known;
        const next = { ...fields, write_id };
        const isWritten = known ? await this.#replace(known, next) : await this.#add(next);
        if (isWritten) return { ...known, ...next } as ConfigurationDocument;
      }
    });
  }

  async #add(document: Partial<ConfigurationDocument>): Promise<boolean> {
    try {
      await this.#collection().insertOne(toStored({ ...document }));
      return true;
    } catch (error) {
      // Somebody was faster; unless it is another configuration whose document has the same id.
      if (isDuplicateKey(error) && (await this.#find(document.user_id ?? ''))) return false;
      throw error;
    }
  }

  async #replace({ _id, write_id }: ConfigurationDocument, fields: object): Promise<boolean> {
    const isWhole = 'config_data' in fields && !('config_json' in fields);
    const unset = isWhole ? { $unset: { config_json: '' } } : {};
    const update = { $set: toStored(fields), ...unset };
    const { matchedCount } = await this.#collection().updateOne({ _id, write_id }, update);
    return matchedCount === 1;
  }

  #collection() {
    return this.#connection.collection('configurations');
  }
}

function idOf(userId: string): { folded_user_id: string } {
  return { folded_user_id: userId.toLowerCase() };
}

function toDocumentFields(
  document: Record<string, unknown>,
): Pick<ConfigurationDocument, 'config_data' | 'config_json'> {
  const config_json = JSON.stringify(document);
  const config_data = JSON.parse(config_json) as Record<string, unknown>;
  if (isKeptAsItIs(config_data)) return { config_data };
  const { user_id } = config_data;
  return { config_data: isKeptAsItIs(user_id) && user_id !== undefined ? { user_id } : {}, config_json };
}

function toConfiguration(stored: ConfigurationDocument): StoredConfiguration {
  const { user_id: userId, config_data, config_json, running, revision } = stored;
  const document =
    config_json === undefined ? config_data : (JSON.parse(config_json) as Record<string, unknown>);
  return { userId, document, running, revision };
}
