import { DatabaseSync } from 'node:sqlite';

/** A message that a bot decided to send. */
export interface HostPart {
  /** The id of the chat. */
  chat: string;
  messageId: string;
  text: string;
}

const SQL = `SELECT correspondent_id AS chat, parts FROM turns ORDER BY turn_number`;

/** Reads what a bot decided from its file, in that order, without the code of the store; only while no process has it. */
export function readHostParts(path: string): HostPart[] {
  const connection = new DatabaseSync(path);
  try {
    const turns = connection.prepare(SQL).all() as { chat: string; parts: string }[];
    return turns.flatMap(({ chat, parts }) =>
      (JSON.parse(parts) as { messageId: string; text: string }[]).map(({ messageId, text }) => ({
        chat,
        messageId,
        text,
      })),
    );
  } finally {
    connection.close();
  }
}
