/** A turn, or its replacement. */
export const PLAN_TURN = `
  INSERT INTO turns (user_id, turn_id, correspondent_id, message_ids, state, attempts, planned_time, reason)
  VALUES (:userId, :turnId, :correspondentId, :messageIds, :state, :attempts, :plannedTime, :reason)
  ON CONFLICT (user_id, turn_id) DO UPDATE SET
    correspondent_id = excluded.correspondent_id, message_ids = excluded.message_ids, state = excluded.state,
    attempts = excluded.attempts, planned_time = excluded.planned_time, reason = excluded.reason
  RETURNING turn_number`;

/** What a turn decided; one that was never planned begins with it. */
export const DECIDE_TURN = `
  INSERT INTO turns (user_id, turn_id, correspondent_id, message_ids, state, attempts, planned_time, reason)
  VALUES (:userId, :turnId, :correspondentId, :messageIds, :state, 1, 0, :reason)
  ON CONFLICT (user_id, turn_id) DO UPDATE SET
    correspondent_id = excluded.correspondent_id, message_ids = excluded.message_ids, state = excluded.state,
    reason = excluded.reason
  RETURNING turn_number`;

/** The number of a turn. */
export const FIND_TURN = 'SELECT turn_number FROM turns WHERE user_id = :userId AND turn_id = :turnId';

/** The end of a turn. */
export const END_TURN = `UPDATE turns SET state = 'done' WHERE turn_number = :turnNumber`;

/** The end of a turn that was given up. */
export const PARK_TURN = `
  UPDATE turns SET state = 'dead', reason = :reason WHERE user_id = :userId AND turn_id = :turnId
  RETURNING correspondent_id, message_ids`;

/** The turns that are not over. */
export const OPEN_TURNS = `
  SELECT turn_number, turn_id, correspondent_id, message_ids, state, attempts, planned_time, reason FROM turns
  WHERE user_id = :userId AND state IN ('planned', 'decided') ORDER BY planned_time, turn_number`;

/** The parts of a turn, in order. */
export const LIST_PARTS = `
  SELECT message_id, text, state, attempts, last_error FROM turn_parts
  WHERE turn_number = :turnNumber ORDER BY position`;

/** Removes the parts of a turn. */
export const DELETE_PARTS = 'DELETE FROM turn_parts WHERE turn_number = :turnNumber';

/** One part of a turn. */
export const ADD_PART = `
  INSERT INTO turn_parts (turn_number, position, message_id, text, state, attempts, last_error)
  VALUES (:turnNumber, :position, :messageId, :text, :state, :attempts, :lastError)`;

/** How a part fared. */
export const UPDATE_PART = `
  UPDATE turn_parts SET
    message_id = :messageId, text = :text, state = :state, attempts = :attempts, last_error = :lastError
  WHERE turn_number = :turnNumber AND position = :position`;

/** The text under a message id, of whichever turn of the bot it is a part. */
export const SENT_TEXT = `
  SELECT text FROM turn_parts JOIN turns ON turns.turn_number = turn_parts.turn_number
  WHERE message_id = :messageId AND user_id = :userId LIMIT 1`;
