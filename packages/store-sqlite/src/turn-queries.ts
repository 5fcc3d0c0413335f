/** How many turns are looked at together for what they cost. */
export const USAGE_PORTION = 500;

const COLUMNS = 'turn_id, correspondent_id, message_ids, state, attempts, planned_time, reason, parts, usage';

/** A turn that is new. */
export const ADD_TURN = `INSERT INTO turns (user_id, is_open, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const CHANGES =
  'correspondent_id = ?, message_ids = ?, state = ?, attempts = ?, planned_time = ?, reason = ?, parts = ?, usage = ?';

/** A turn that is known and goes on. */
export const UPDATE_TURN = `UPDATE turns SET ${CHANGES} WHERE turn_number = ?`;

/** A turn that is known and over now. */
export const END_TURN = `UPDATE turns SET ${CHANGES}, is_open = 0 WHERE turn_number = ?`;

/** The turns that are not over. */
export const OPEN_TURNS = `SELECT turn_number, ${COLUMNS} FROM turns WHERE user_id = ? AND is_open = 1`;

/**
 * What turns cost that are over, of all bots, by the time of planning: those after one of them, before a time. So many at
 * most that they are read in a moment, whosoever they are.
 */
export const USAGE_OF_OVER = `
  SELECT turn_number, planned_time, user_id, usage FROM turns
  WHERE is_open = 0 AND planned_time >= ?1 AND planned_time < ?3 AND (planned_time > ?1 OR turn_number > ?2)
  ORDER BY planned_time, turn_number LIMIT ${USAGE_PORTION}`;

/** The way from a message id to its turn. One turn may use an id twice. */
export const ADD_SENT_PART = 'INSERT OR IGNORE INTO sent_parts (message_id, turn_number) VALUES (?, ?)';

/** The parts of every turn of the bot that had one of this message id, newest first. */
export const SENT_PARTS = `
  SELECT parts FROM sent_parts JOIN turns ON turns.turn_number = sent_parts.turn_number
  WHERE message_id = ? AND user_id = ? ORDER BY sent_parts.turn_number DESC`;
