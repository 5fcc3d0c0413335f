import { assertRevision, type ConfigurationStore, type StoredConfiguration } from '@chat-imposter/core';
import type { Database } from './database.ts';

const COLUMNS = 'user_id, document, running, revision';
const GET = `SELECT ${COLUMNS} FROM configurations WHERE folded_user_id = ?`;
const LIST = `SELECT ${COLUMNS} FROM configurations ORDER BY user_id`;
const SAVE = `
  INSERT INTO configurations (folded_user_id, user_id, document, running, revision)
  VALUES (?, ?, ?, 0, 1)
  ON CONFLICT (folded_user_id) DO UPDATE SET document = excluded.document, revision = revision + 1
  RETURNING ${COLUMNS}`;
const SET_RUNNING = 'UPDATE configurations SET running = ? WHERE folded_user_id = ?';
const DELETE = 'DELETE FROM configurations WHERE folded_user_id = ?';

type ConfigurationRow = [userId: string, document: string, running: number, revision: number];

/** The configurations, found by their folded id. The spelling of the first save is kept. */
export class SqliteConfigurations implements ConfigurationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(userId: string): Promise<StoredConfiguration | null> {
    return this.#database.read(() => this.#find(userId));
  }

  async list(): Promise<StoredConfiguration[]> {
    return this.#database.read(() =>
      this.#database.statement(LIST).all<ConfigurationRow>().map(toConfiguration),
    );
  }

  async save(
    userId: string,
    document: Record<string, unknown>,
    ifRevision?: number | null,
  ): Promise<StoredConfiguration> {
    const json = JSON.stringify(document);
    return this.#database.write(() => {
      if (ifRevision !== undefined) assertRevision(userId, this.#find(userId), ifRevision);
      const row = this.#database.statement(SAVE).get<ConfigurationRow>(userId.toLowerCase(), userId, json);
      if (!row) throw new Error('SQLite returned no row for a saved configuration.');
      return toConfiguration(row);
    });
  }

  async setRunning(userId: string, running: boolean): Promise<void> {
    await this.#database.write(() =>
      this.#database.statement(SET_RUNNING).run(running ? 1 : 0, userId.toLowerCase()),
    );
  }

  async delete(userId: string): Promise<boolean> {
    return this.#database.write(() => this.#database.statement(DELETE).run(userId.toLowerCase()) > 0);
  }

  #find(userId: string): StoredConfiguration | null {
    const row = this.#database.statement(GET).get<ConfigurationRow>(userId.toLowerCase());
    return row ? toConfiguration(row) : null;
  }
}

function toConfiguration([userId, json, running, revision]: ConfigurationRow): StoredConfiguration {
  const document = JSON.parse(json) as Record<string, unknown>;
  return { userId, document, running: running === 1, revision };
}
