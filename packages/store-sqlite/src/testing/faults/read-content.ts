import type { StoreContent, StoredRow, StoredTurn } from '@chat-imposter/testing/faults';

/** Reads a file of a store without the code of the store, so that a mistake in that cannot hide itself. */
export function readContent(path: string): StoreContent {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const connection = new DatabaseSync(path);
  try {
    const all = (sql: string) => connection.prepare(sql).all() as Record<string, string & number>[];
    return { rows: all(ROWS).map(toRow), turns: all(TURNS).map(toTurn) };
  } finally {
    connection.close();
  }
}

const ROWS = `
  SELECT identifier, id, provider_message_id, state
  FROM messages JOIN chats USING (chat_number)
  WHERE source = 'user'
  ORDER BY sequence`;

const TURNS = `
  SELECT turn_id, correspondent_id, message_ids, state, attempts, parts
  FROM turns
  ORDER BY turn_number`;

function toRow(row: Record<string, string & number>): StoredRow {
  const { identifier = '', id = 0, provider_message_id: messageId = '', state = '' } = row;
  return { chatId: identifier, id, messageId, state };
}

function toTurn(row: Record<string, string & number>): StoredTurn {
  const { turn_id: turnId = '', correspondent_id: chatId = '', state = '', attempts = 0 } = row;
  const ids = JSON.parse(row.message_ids ?? '[]') as number[];
  return { turnId, chatId, ids, state, attempts, parts: JSON.parse(row.parts ?? '[]') };
}
