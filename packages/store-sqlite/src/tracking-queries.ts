/** A group, whether it is tracked or not. */
export const FIND_TRACKED_GROUP = `
  SELECT group_number, window_start, periods_cut FROM tracked_groups WHERE user_id = ? AND group_id = ?`;

/** The groups of a bot; one that is not tracked ends with its newest period. */
export const LIST_TRACKED_GROUPS = `
  SELECT
    group_id, display_name, alternate_identifiers, schedule, window_start IS NOT NULL,
    ifnull(
      window_start,
      (SELECT max(end_time) FROM tracked_periods
        WHERE tracked_periods.group_number = tracked_groups.group_number)
    )
  FROM tracked_groups WHERE user_id = ? ORDER BY group_id`;

/** A group that is tracked from now on. */
export const ADD_TRACKED_GROUP = `
  INSERT INTO tracked_groups (user_id, group_id, display_name, alternate_identifiers, schedule, window_start)
  VALUES (?, ?, ?, ?, ?, ?)`;

/** A group that is tracked, still or again. */
export const UPDATE_TRACKED_GROUP = `
  UPDATE tracked_groups SET display_name = ?, alternate_identifiers = ?, schedule = ?, window_start = ?
  WHERE group_number = ?`;

/** Where the open window begins (null: nowhere), and how many periods were cut. */
export const SET_WINDOW = `
  UPDATE tracked_groups SET window_start = ?, periods_cut = ? WHERE group_number = ?`;

/** A group of which nothing is left. */
export const DELETE_TRACKED_GROUP = 'DELETE FROM tracked_groups WHERE group_number = ?';

/** Where the newest period of a group ends. */
export const LAST_END = `
  SELECT end_time FROM tracked_periods WHERE group_number = ? ORDER BY end_time DESC LIMIT 1`;

/** A period that was just cut. */
export const ADD_PERIOD = `
  INSERT INTO tracked_periods (group_number, end_time, start_time, period_number, created_time)
  VALUES (?, ?, ?, ?, ?)`;

/** The start of the first period that ends at an instant or later. */
export const PERIOD_FOR = `
  SELECT start_time FROM tracked_periods WHERE group_number = ? AND end_time >= ? ORDER BY end_time LIMIT 1`;

/** What was made of the period that ends at an instant. */
export const SET_DIGEST = 'UPDATE tracked_periods SET digest = ? WHERE group_number = ? AND end_time = ?';

/** What begins after an instant also ends after it; by its end it is found. */
const MEANT = 'group_number = ?1 AND end_time > ?2 AND end_time < ?3 AND start_time > ?2';

/** The newest of the periods that begin after one instant and end before another. */
export const NEWEST_PERIOD = `
  SELECT period_number, start_time, end_time, created_time, digest FROM tracked_periods
  WHERE ${MEANT} ORDER BY end_time DESC LIMIT 1`;

/** The bounds of the newest of them, newest first. */
export const BOUNDS_OF_PERIODS = `
  SELECT start_time, end_time FROM tracked_periods
  WHERE ${MEANT} ORDER BY end_time DESC LIMIT CAST(?4 AS INTEGER)`;

/** The periods between two instants. */
export const DELETE_PERIODS = `
  DELETE FROM tracked_periods WHERE group_number = ? AND end_time > ? AND end_time <= ?`;

/**
 * Who sent what came with an id of the platform. SQLite, which does not know how many messages a group has, takes its own
 * choice, all of them along the key, for no slower.
 */
export const SENDERS_OF_ID = `
  SELECT sender_id, sender_alternate_ids FROM tracked_messages INDEXED BY tracked_messages_once
  WHERE group_number = ? AND provider_message_id = ?`;

/** A message, behind those of the same place and time. */
export const ADD_TRACKED_MESSAGE = `
  INSERT INTO tracked_messages (
    group_number, place_time, time, sequence, sender_id, sender_name, sender_alternate_ids, content, accepted_time,
    originating_time, provider_message_id, is_late
  ) VALUES (
    ?1, ?2, ?3,
    (SELECT ifnull(max(sequence), 0) + 1 FROM tracked_messages
      WHERE group_number = ?1 AND place_time = ?2 AND time = ?3),
    ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
  )`;

/** Where the last message of a group stands. */
export const LAST_PLACE = `
  SELECT place_time FROM tracked_messages WHERE group_number = ? ORDER BY place_time DESC LIMIT 1`;

/** The messages of a window, in order. */
export const MESSAGES_OF_WINDOW = `
  SELECT
    sender_id, sender_name, sender_alternate_ids, content, accepted_time, originating_time, provider_message_id, is_late
  FROM tracked_messages WHERE group_number = ? AND place_time > ? AND place_time <= ?
  ORDER BY place_time, time, sequence`;

/** The messages between two instants. */
export const DELETE_TRACKED_MESSAGES = `
  DELETE FROM tracked_messages WHERE group_number = ? AND place_time > ? AND place_time <= ?`;
