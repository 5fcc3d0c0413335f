import { DatabaseSync } from 'node:sqlite';
import type { HostKind } from './host-protocol.ts';

/** A message of somebody else as the file of a host has it. */
export interface HostRow {
  /** The id of the chat. */
  chat: string;
  content: string;
}

const SQL: Record<HostKind, string> = {
  imposter: `
    SELECT identifier AS chat, content FROM messages JOIN chats USING (chat_number)
    WHERE source = 'user' ORDER BY sequence`,
  stock: `SELECT chat, content FROM messages ORDER BY sequence`,
};

/** Reads the file of a host without its code; only while no process has it. */
export function readHostRows(kind: HostKind, path: string): HostRow[] {
  const connection = new DatabaseSync(path);
  try {
    return connection.prepare(SQL[kind]).all() as unknown as HostRow[];
  } finally {
    connection.close();
  }
}
