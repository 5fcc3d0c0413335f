/** The values of `messages.list`. */
export const IN_CONVERSATION = 0;
export const IN_QUEUE = 1;
export const IN_NEITHER = 2;
export const REDUCED = 3;

/** A message, unless it was recorded before. Messages without an id of the platform (null) are all different. */
export const ADD_MESSAGE = `
  INSERT INTO messages (
    chat_number, participant, list, place, latest_time, last_id, id, provider_message_id, content, quoted, sender,
    source, group_party, accepted_time, originating_time, origin, state, reason
  ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (chat_number, participant, provider_message_id) DO NOTHING`;

/** Makes room for a message that is known from synced history alone. */
export const DELETE_HISTORY = `
  DELETE FROM messages
  WHERE chat_number = ? AND participant = ? AND provider_message_id = ? AND origin = 'history'`;

/** How a message was recorded first. */
export const FIND_ORIGIN = `
  SELECT origin FROM messages WHERE chat_number = ? AND participant = ? AND provider_message_id = ?`;

/** The counters of the message that was recorded last, among those of one list of a chat. */
export const LAST_OF_LIST = `
  SELECT last_id, latest_time FROM messages
  WHERE chat_number = ? AND list = ? AND origin <> 'history'
  ORDER BY place DESC, sequence DESC LIMIT 1`;

/** Which row a queued message is. */
export const FIND_QUEUED = `
  SELECT sequence FROM messages WHERE chat_number = ? AND list = ${IN_QUEUE} AND place = ?`;

/** The new state of a message that stays in the queue. */
export const SET_STATE = 'UPDATE messages SET state = ?, reason = ? WHERE sequence = ?';

/** The new state of a message that leaves the queue, for another list. */
export const LEAVE_QUEUE = `
  UPDATE messages SET state = ?, reason = ?, list = ?, place = latest_time WHERE sequence = ?`;

/** The columns of a message that tell what it is. */
export const COLUMNS = `
  id, provider_message_id, content, quoted, sender, source, group_party, accepted_time, originating_time, origin, state,
  reason`;

/** A message by what makes it unique. */
export const FIND_MESSAGE = `
  SELECT sequence, ${COLUMNS} FROM messages
  WHERE chat_number = ? AND participant = ? AND provider_message_id = ?`;

/** What a message says from now on. */
export const REVISE_MESSAGE = 'UPDATE messages SET content = ?, quoted = ? WHERE sequence = ?';

/** What is queued at a bot. */
export const QUEUE = `
  SELECT identifier, ${COLUMNS}
  FROM chats JOIN messages ON messages.chat_number = chats.chat_number
  WHERE user_id = ? AND list = ${IN_QUEUE}
  ORDER BY identifier, place`;

/** What is queued of one chat. */
export const QUEUE_OF_CHAT = `
  SELECT ${COLUMNS} FROM messages WHERE chat_number = ? AND list = ${IN_QUEUE} ORDER BY place`;

/**
 * The newest messages of a conversation, newest first: one walk back along `messages_in_lists`. After a clock was set
 * back, a message stands later than it was accepted; synced history never does. SQLite would prepare the
 * statement anew for every value of a bare parameter as its limit.
 */
export const CONVERSATION = `
  SELECT ${COLUMNS} FROM messages
  WHERE chat_number = ?1 AND list = ${IN_CONVERSATION} AND place >= ?2 AND accepted_time >= ?2
  ORDER BY place DESC, sequence DESC LIMIT CAST(?3 AS INTEGER)`;
