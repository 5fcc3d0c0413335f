import type { ConfigurationStore, StoredConfiguration } from '@chat-imposter/core';
import type { Database } from './database.ts';

const COLUMNS = 'user_id, document, running, revision';
const GET = `SELECT ${COLUMNS} FROM configurations WHERE folded_user_id = :foldedUserId`;
const LIST = `SELECT ${COLUMNS} FROM configurations ORDER BY user_id`;
const SAVE = `
  INSERT INTO configurations (folded_user_id, user_id, document, running, revision)
  VALUES (:foldedUserId, :userId, :document, 0, 1)
  ON CONFLICT (folded_user_id) DO UPDATE SET document = excluded.document, revision = revision + 1
  RETURNING ${COLUMNS}`;
const SET_RUNNING = 'UPDATE configurations SET running = :running WHERE folded_user_id = :foldedUserId';
const DELETE = 'DELETE FROM configurations WHERE folded_user_id = :foldedUserId';

interface ConfigurationRow {
  user_id: string;
  document: string;
  running: number;
  revision: number;
}

/** The configurations, found by their folded id. The spelling of the first save is kept. */
export class SqliteConfigurations implements ConfigurationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(userId: string): Promise<StoredConfiguration | null> {
    const foldedUserId = userId.toLowerCase();
    return this.#database.read(() => {
      const row = this.#database.statement(GET).get<ConfigurationRow>({ foldedUserId });
      return row ? toConfiguration(row) : null;
    });
  }

  async list(): Promise<StoredConfiguration[]> {
    return this.#database.read(() =>
      this.#database.statement(LIST).all<ConfigurationRow>({}).map(toConfiguration),
    );
  }

  async save(userId: string, document: Record<string, unknown>): Promise<StoredConfiguration> {
    const parameters = { foldedUserId: userId.toLowerCase(), userId, document: JSON.stringify(document) };
    return this.#database.write(() => {
      const row = this.#database.statement(SAVE).get<ConfigurationRow>(parameters);
      if (!row) throw new Error('SQLite returned no row for a saved configuration.');
      return toConfiguration(row);
    });
  }

  async setRunning(userId: string, running: boolean): Promise<void> {
    const parameters = { foldedUserId: userId.toLowerCase(), running: running ? 1 : 0 };
    this.#database.write(() => this.#database.statement(SET_RUNNING).run(parameters));
  }

  async delete(userId: string): Promise<boolean> {
    const foldedUserId = userId.toLowerCase();
    return this.#database.write(() => this.#database.statement(DELETE).run({ foldedUserId }) > 0);
  }
}

function toConfiguration(row: ConfigurationRow): StoredConfiguration {
  const document = JSON.parse(row.document) as Record<string, unknown>;
  return { userId: row.user_id, document, running: row.running === 1, revision: row.revision };
}
