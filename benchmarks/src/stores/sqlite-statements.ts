import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type AnsweredMessage, USER_ID } from './answered-message.ts';
import type { StoreWriter } from './store-writer.ts';

const ADD_MESSAGE = `
  INSERT INTO messages (
    chat_number, participant, list, place, latest_time, last_id, id, provider_message_id, content, sender, source,
    accepted_time, originating_time, origin, state
  ) VALUES (?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'live', ?) ON CONFLICT DO NOTHING`;
const ANSWER_MESSAGE = `
  UPDATE messages SET state = 'answered', list = 0, place = latest_time
  WHERE chat_number = ? AND list = 1 AND place = ?`;
const ADD_TURN = `
  INSERT INTO turns (user_id, turn_id, is_open, correspondent_id, message_ids, state, attempts, planned_time, parts)
  VALUES (?, ?, 1, ?, ?, 'planned', 1, ?, '[]')`;
const DECIDE_TURN = "UPDATE turns SET state = 'decided', parts = ? WHERE turn_number = ?";
const ADD_SENT_PART = 'INSERT INTO sent_parts (message_id, turn_number) VALUES (?, ?)';
const END_TURN = "UPDATE turns SET state = 'done', parts = ?, is_open = 0 WHERE turn_number = ?";

/**
 * What one writes by hand into a file of the store: prepared statements, a transaction around each write, and the numbers
 * of chats and turns kept in memory. It knows no leases, and nothing that was not written here.
 */
export function createSqliteStatements(path: string, durability: 'normal' | 'full'): StoreWriter {
  const connection = new DatabaseSync(path);
  connection.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability};
    PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON`);
  const chatNumbers = new Map(
    connection
      .prepare('SELECT identifier, chat_number FROM chats')
      .all()
      .map((row) => [row.identifier, Number(row.chat_number)] as const),
  );
  const turnNumbers = new Map<string, number>();
  const prepared = new Map<string, ReturnType<typeof connection.prepare>>();
  const run = (sql: string, ...values: SQLInputValue[]) => {
    const statement = prepared.get(sql) ?? connection.prepare(sql);
    prepared.set(sql, statement);
    return statement.run(...values);
  };
  const write = async (work: () => void) => {
    run('BEGIN IMMEDIATE');
    work();
    run('COMMIT');
  };
  const chatOf = ({ chat }: AnsweredMessage) => chatNumbers.get(chat.identifier) ?? Number.NaN;
  const turnOf = ({ turn }: AnsweredMessage) => turnNumbers.get(turn.turnId) ?? Number.NaN;
  return {
    accept: (answered) =>
      write(() => {
        const { id, message } = answered;
        const { acceptedTime: time } = message;
        const placed = [chatOf(answered), 1, id, time, id, id, message.providerMessageId, message.content];
        const more = [
          JSON.stringify(message.sender),
          message.source,
          time,
          message.originatingTime,
          'waiting',
        ];
        run(ADD_MESSAGE, ...placed, ...more);
      }),
    plan: ({ turn }) =>
      write(() => {
        const ids = JSON.stringify(turn.messageIds);
        const added = run(ADD_TURN, USER_ID, turn.turnId, turn.correspondentId, ids, turn.plannedTime);
        turnNumbers.set(turn.turnId, Number(added.lastInsertRowid));
      }),
    decide: (answered) =>
      write(() => {
        const { parts } = answered.decision;
        run(DECIDE_TURN, JSON.stringify(parts), turnOf(answered));
        for (const { messageId } of parts) run(ADD_SENT_PART, messageId, turnOf(answered));
        run(ANSWER_MESSAGE, chatOf(answered), answered.id);
      }),
    advance: (answered) =>
      write(() => {
        const { part, said } = answered.update;
        run(END_TURN, JSON.stringify([part]), turnOf(answered));
        turnNumbers.delete(answered.turn.turnId);
        const { acceptedTime: time } = said;
        const placed = [
          chatOf(answered),
          0,
          time,
          time,
          answered.id,
          null,
          said.providerMessageId,
          said.content,
        ];
        run(ADD_MESSAGE, ...placed, JSON.stringify(said.sender), said.source, time, null, 'said');
      }),
    close: async () => connection.close(),
  };
}
