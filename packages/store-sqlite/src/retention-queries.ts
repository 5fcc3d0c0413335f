import { COLUMNS, REDUCED } from './message-queries.ts';

/** The turns that are over and were planned before a time, oldest first. */
export const OLD_TURNS = `
  SELECT turn_number, parts FROM turns WHERE is_open = 0 AND planned_time < ?
  ORDER BY planned_time LIMIT CAST(? AS INTEGER)`;

/** A turn that is over. */
export const DELETE_TURN = 'DELETE FROM turns WHERE turn_number = ?';

/** The way from a message id to its turn. */
export const DELETE_SENT_PART = 'DELETE FROM sent_parts WHERE message_id = ? AND turn_number = ?';

/** The chats of all bots, in an order that stays. */
export const NEXT_CHATS = `
  SELECT chat_number FROM chats WHERE chat_number > ? ORDER BY chat_number LIMIT CAST(? AS INTEGER)`;

/** The messages of a list of a chat that stand before a time. */
export const OLD_MESSAGES = `
  SELECT sequence, ${COLUMNS} FROM messages
  WHERE chat_number = ? AND list = ? AND place < ? ORDER BY place LIMIT CAST(? AS INTEGER)`;

/** What is left of a message. */
export const REDUCE_MESSAGE = `
  UPDATE messages SET
    list = ${REDUCED}, place = latest_time, content = ?, quoted = ?, sender = ?, group_party = ?, state = ?, reason = ?
  WHERE sequence = ?`;

/** The counters of what is to be deleted; synced history counts nowhere. */
export const OLD_REDUCED = `
  SELECT sequence, iif(origin = 'history', 0, last_id), iif(origin = 'history', NULL, latest_time) FROM messages
  WHERE chat_number = ? AND list = ${REDUCED} AND place < ? ORDER BY place LIMIT CAST(? AS INTEGER)`;

/** A message that is not known any more. */
export const DELETE_MESSAGE = 'DELETE FROM messages WHERE sequence = ?';

/** The counters of what was deleted. */
export const FORGET_IN_CHAT = `
  UPDATE chats SET
    forgotten_id = max(forgotten_id, ?2),
    forgotten_time = nullif(max(ifnull(forgotten_time, -1e999), ifnull(?3, -1e999)), -1e999)
  WHERE chat_number = ?1`;
