import { IN_NEITHER, IN_QUEUE } from './message-queries.ts';

/** A chat under another identifier. */
export const RENAME_CHAT = 'UPDATE chats SET identifier = ? WHERE chat_number = ?';

/** A chat that has no messages any more. */
export const DELETE_CHAT = 'DELETE FROM chats WHERE chat_number = ?';

/** Messages that are recorded in two chats: their rows in both. */
export const FIND_TWINS = `
  SELECT theirs.sequence, theirs.list, theirs.origin, ours.sequence, ours.list, ours.origin
  FROM messages AS theirs CROSS JOIN messages AS ours
  WHERE theirs.chat_number = ?1 AND ours.chat_number = ?2
    AND ours.participant = theirs.participant AND ours.provider_message_id = theirs.provider_message_id`;

/** One row of a message that has two. */
export const DELETE_TWIN = 'DELETE FROM messages WHERE sequence = ?';

/** Gives the messages of a chat to another, and raises their ids. */
export const MOVE_MESSAGES = `
  UPDATE messages SET
    chat_number = ?1, id = id + ?2, last_id = last_id + ?2,
    place = CASE list WHEN ${IN_QUEUE} THEN place + ?2 ELSE place END
  WHERE chat_number = ?3`;

/**
 * The row of a merge, which is no message and in neither list. Like every row that was added last it has the counters of
 * its chat, which no other row has after a merge.
 */
export const ADD_MERGE = `
  INSERT INTO messages (
    chat_number, participant, list, place, latest_time, last_id, content, sender, source, accepted_time, origin, state,
    reason
  ) VALUES (?1, '', ${IN_NEITHER}, ?2, ?2, ?3, '', '{}', 'bot', ?2, 'live', 'merged', ?4)`;
