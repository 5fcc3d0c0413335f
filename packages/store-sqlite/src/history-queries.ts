import { COLUMNS, IN_CONVERSATION, IN_NEITHER, IN_QUEUE } from './message-queries.ts';

/** Whether it is a message, and from a contact if only those are wanted. */
const IS_WANTED = "state <> 'merged' AND (?6 = 0 OR source = 'user' AND origin <> 'history')";

/**
 * The newest messages of a list but the queue that stand before a place and not before a time: one walk back along
 * `messages_in_lists`.
 */
export const HISTORY_OF_LIST = `
  SELECT latest_time, sequence, ${COLUMNS} FROM messages
  WHERE chat_number = ?1 AND list = ?2 AND place >= ?3 AND place <= ?4 AND (place < ?4 OR sequence < ?5)
    AND ${IS_WANTED}
  ORDER BY place DESC, sequence DESC LIMIT CAST(?7 AS INTEGER)`;

/** The same of the queue, which has another order; all of them, which are few. */
export const HISTORY_OF_QUEUE = `
  SELECT latest_time, sequence, ${COLUMNS} FROM messages
  WHERE chat_number = ?1 AND list = ?2 AND latest_time >= ?3 AND latest_time <= ?4
    AND (latest_time < ?4 OR sequence < ?5) AND ${IS_WANTED}`;

/** The chats of a bot, and a time after which nothing of each stands, up to another; null where there is nothing at all. */
export const HISTORY_OF_CHATS = `
  SELECT chat_number, identifier, nullif(max(
    ifnull((SELECT place FROM messages AS said
      WHERE said.chat_number = chats.chat_number AND said.list = ${IN_CONVERSATION} AND said.place <= ?2
      ORDER BY said.place DESC LIMIT 1), -1e999),
    ifnull((SELECT place FROM messages AS left_out
      WHERE left_out.chat_number = chats.chat_number AND left_out.list = ${IN_NEITHER} AND left_out.place <= ?2
      ORDER BY left_out.place DESC LIMIT 1), -1e999),
    ifnull((SELECT max(latest_time) FROM messages AS queued
      WHERE queued.chat_number = chats.chat_number AND queued.list = ${IN_QUEUE} AND queued.latest_time <= ?2), -1e999)
  ), -1e999)
  FROM chats WHERE user_id = ?1`;
