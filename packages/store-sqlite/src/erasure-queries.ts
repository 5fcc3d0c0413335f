import { COLUMNS, IN_CONVERSATION, IN_NEITHER, IN_QUEUE } from './message-queries.ts';

/** Turns of a contact, open or over. Goes through all of them, which retention keeps few. */
export const TURNS_OF_CONTACT = `
  SELECT turn_number, parts FROM turns
  WHERE user_id = ? AND correspondent_id IN (SELECT value FROM json_each(?)) LIMIT CAST(? AS INTEGER)`;

/** Turns of a bot, open or over. Goes through those of other bots, too, which retention keeps few. */
export const TURNS_OF_BOT = `
  SELECT turn_number, parts FROM turns WHERE user_id = ? LIMIT CAST(? AS INTEGER)`;

/** Chats of a bot. */
export const SOME_CHATS = `
  SELECT chat_number, identifier FROM chats WHERE user_id = ? LIMIT CAST(? AS INTEGER)`;

/** Messages of a chat. */
export const ANY_MESSAGES = `
  SELECT sequence FROM messages WHERE chat_number = ? LIMIT CAST(? AS INTEGER)`;

/** The groups of a bot. */
export const GROUP_CHATS = "SELECT chat_number FROM chats WHERE user_id = ? AND kind = 'group'";

/** What somebody wrote in a group and still has its text. Goes through all that has, which retention keeps little. */
export const TEXTS_OF_SENDER = `
  SELECT sequence, ${COLUMNS} FROM messages
  WHERE chat_number = ?1 AND list IN (${IN_CONVERSATION}, ${IN_QUEUE}, ${IN_NEITHER}) AND (
    participant IN (SELECT value FROM json_each(?2)) OR
    EXISTS (SELECT 1 FROM json_each(sender, '$.alternateIdentifiers') AS own
      WHERE own.value IN (SELECT value FROM json_each(?2)))
  )
  LIMIT CAST(?3 AS INTEGER)`;

/** The groups of a bot of which anything is tracked. */
export const TRACKED_NUMBERS = 'SELECT group_number FROM tracked_groups WHERE user_id = ?';

/** Where tracked messages of somebody stand that have a text or a name. Goes through all of the group. */
export const TRACKED_OF_SENDER = `
  SELECT place_time, time, sequence FROM tracked_messages
  WHERE group_number = ?1 AND (content <> '' OR sender_name <> sender_id) AND (
    sender_id IN (SELECT value FROM json_each(?2)) OR
    EXISTS (SELECT 1 FROM json_each(sender_alternate_ids) AS own
      WHERE own.value IN (SELECT value FROM json_each(?2)))
  )
  LIMIT CAST(?3 AS INTEGER)`;

/** What is left of such a message. */
export const ERASE_TRACKED = `
  UPDATE tracked_messages SET content = '', sender_name = sender_id
  WHERE group_number = ? AND place_time = ? AND time = ? AND sequence = ?`;

/** The digest of the period in which something stands. */
export const ERASE_DIGEST = `
  UPDATE tracked_periods SET digest = NULL WHERE group_number = ?1 AND end_time = (
    SELECT end_time FROM tracked_periods WHERE group_number = ?1 AND end_time >= ?2 ORDER BY end_time LIMIT 1)`;

/** Messages of a tracked group. */
export const ANY_TRACKED = `
  SELECT place_time, time, sequence FROM tracked_messages WHERE group_number = ? LIMIT CAST(? AS INTEGER)`;

/** One of them. */
export const DELETE_TRACKED = `
  DELETE FROM tracked_messages WHERE group_number = ? AND place_time = ? AND time = ? AND sequence = ?`;

/** All periods of a group. */
export const DELETE_ALL_PERIODS = 'DELETE FROM tracked_periods WHERE group_number = ?';

/** A group that is not tracked any more. */
export const DELETE_UNTRACKED = 'DELETE FROM tracked_groups WHERE group_number = ? AND window_start IS NULL';
