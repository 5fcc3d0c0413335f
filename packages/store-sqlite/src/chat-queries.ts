/** A chat as it is kept. */
export const FIND_CHAT = `
  SELECT
    chat_number, only_history, forgotten_id, ifnull(forgotten_time, -1e999), kind, alternate_identifiers, saved_name, push_name
  FROM chats WHERE user_id = ? AND identifier = ?`;

/** A chat nothing was recorded of yet. */
export const ADD_CHAT = `
  INSERT INTO chats (user_id, identifier, only_history, kind, alternate_identifiers, saved_name, push_name)
  VALUES (?, ?, 1, ?, ?, ?, ?)`;

/** A chat as it was last seen. */
export const UPDATE_CHAT = `
  UPDATE chats SET only_history = ?, kind = ?, alternate_identifiers = ?, saved_name = ?, push_name = ?
  WHERE chat_number = ?`;

/** Every chat of a bot. */
export const LIST_CHATS = `
  SELECT identifier, kind, alternate_identifiers, saved_name, push_name FROM chats
  WHERE user_id = ? ORDER BY identifier`;
