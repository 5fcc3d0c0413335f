import { DatabaseSync } from 'node:sqlite';
import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
} from '@whiskeysockets/baileys';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS keys (user_id TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (user_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  sequence INTEGER PRIMARY KEY, user_id TEXT NOT NULL, chat TEXT NOT NULL, participant TEXT NOT NULL, id TEXT NOT NULL,
  content TEXT NOT NULL, UNIQUE (user_id, chat, participant, id)
)`;

/** A message of somebody else. */
export interface StockMessage {
  chat: string;
  participant: string;
  id: string;
  content: string;
}

/**
 * The file of a program on Baileys alone, made as well as such a program can be: keys and messages in SQLite with the
 * durability of our own store, each write atomic and durable before it returns.
 */
export class StockStorage {
  readonly #connection: DatabaseSync;

  constructor(path: string) {
    this.#connection = new DatabaseSync(path);
    this.#connection.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`);
  }

  /** Records a message; one that is known changes nothing. */
  record(userId: string, { chat, participant, id, content }: StockMessage): void {
    const sql = `INSERT OR IGNORE INTO messages (user_id, chat, participant, id, content) VALUES (?, ?, ?, ?, ?)`;
    this.#connection.prepare(sql).run(userId, chat, participant, id, content);
  }

  /**
   * What Baileys keeps of an account.
   * @param write what every write of keys goes through
   */
  authentication(
    userId: string,
    write: (keys: string[], work: () => Promise<void>) => Promise<void>,
  ): AuthenticationState & { save(): void } {
    const read = (key: string): unknown => this.#read(userId, key);
    const creds = (read('creds') as AuthenticationCreds | undefined) ?? initAuthCreds();
    return {
      creds,
      save: () => this.#write(userId, new Map([['creds', creds]])),
      keys: {
        get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
          const found = ids.map((id) => [id, read(`${type}-${id}`)] as const);
          const known = found.filter(([, value]) => value !== undefined);
          return Object.fromEntries(known) as Record<string, SignalDataTypeMap[T]>;
        },
        set: (data) => {
          const entries = entriesOf(data);
          return write([...entries.keys()], async () => this.#write(userId, entries));
        },
      },
    };
  }

  close(): void {
    this.#connection.close();
  }

  #read(userId: string, key: string): unknown {
    const sql = `SELECT value FROM keys WHERE user_id = ? AND key = ?`;
    const row = this.#connection.prepare(sql).get(userId, key) as { value: string } | undefined;
    return row && JSON.parse(row.value, BufferJSON.reviver);
  }

  #write(userId: string, entries: ReadonlyMap<string, unknown>): void {
    const put = this.#connection.prepare(
      `INSERT OR REPLACE INTO keys (user_id, key, value) VALUES (?, ?, ?)`,
    );
    const remove = this.#connection.prepare(`DELETE FROM keys WHERE user_id = ? AND key = ?`);
    this.#connection.exec('BEGIN IMMEDIATE');
    for (const [key, value] of entries) {
      if (value === null || value === undefined) remove.run(userId, key);
      else put.run(userId, key, JSON.stringify(value, BufferJSON.replacer));
    }
    this.#connection.exec('COMMIT');
  }
}

function entriesOf(data: SignalDataSet): Map<string, unknown> {
  return new Map(
    Object.entries(data).flatMap(([type, values]) =>
      Object.entries(values ?? {}).map(([id, value]) => [`${type}-${id}`, value] as const),
    ),
  );
}
