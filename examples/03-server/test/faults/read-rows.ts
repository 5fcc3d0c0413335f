import { DatabaseSync } from 'node:sqlite';

/** A message of a contact as the store has it. */
export interface Row {
  content: string;
}

/** Reads a file of the store without the code of the store; only while no bot has it. */
export function readRows(path: string): Row[] {
  const connection = new DatabaseSync(path);
  try {
    const sql = `SELECT content FROM messages WHERE source = 'user' ORDER BY sequence`;
    return connection.prepare(sql).all() as unknown as Row[];
  } finally {
    connection.close();
  }
}
