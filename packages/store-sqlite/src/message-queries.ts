/** A chat's number and counters. */
export const FIND_CHAT = `
  SELECT chat_number, last_id, latest_time FROM chats WHERE user_id = :userId AND identifier = :identifier`;

/** A chat nothing was recorded of yet. */
export const ADD_CHAT = `
  INSERT INTO chats (user_id, identifier, kind, alternate_identifiers, last_id, latest_time)
  VALUES (:userId, :identifier, :kind, '[]', 0, :latestTime)
  RETURNING chat_number, last_id, latest_time`;

/** A chat as it was last seen; a name that is not known this time stays. */
export const UPDATE_CHAT = `
  UPDATE chats SET
    kind = :kind,
    alternate_identifiers = :alternateIdentifiers,
    saved_name = coalesce(:savedName, saved_name),
    push_name = coalesce(:pushName, push_name),
    last_id = coalesce(:id, last_id),
    latest_time = :latestTime
  WHERE chat_number = :chatNumber`;

/** Every chat of a bot. */
export const LIST_CHATS = `
  SELECT identifier, kind, alternate_identifiers, saved_name, push_name FROM chats
  WHERE user_id = :userId ORDER BY identifier`;

/** A message, unless it was recorded before. Messages without an id of the platform (null) are all different. */
export const ADD_MESSAGE = `
  INSERT INTO messages (
    chat_number, participant, provider_message_id, id, content, sender, source, group_party,
    accepted_time, originating_time, origin, state, reason, latest_time
  ) VALUES (
    :chatNumber, :participant, :providerMessageId, :id, :content, :sender, :source, :group,
    :acceptedTime, :originatingTime, :origin, :state, :reason, :latestTime
  ) ON CONFLICT (chat_number, participant, provider_message_id) DO NOTHING`;

/** The new state of one queued message. */
export const SETTLE_MESSAGE = `
  UPDATE messages SET state = :state, reason = :reason
  WHERE chat_number = :chatNumber AND id = :id AND state IN ('waiting', 'collected')`;

const COLUMNS = `
  messages.id, provider_message_id, content, sender, source, group_party, accepted_time, originating_time,
  origin, state, reason, chats.identifier AS correspondent_id`;

/** What is queued at a bot. */
export const QUEUE = `
  SELECT ${COLUMNS} FROM chats JOIN messages ON messages.chat_number = chats.chat_number
  WHERE chats.user_id = :userId AND state IN ('waiting', 'collected')
  ORDER BY chats.identifier, messages.id`;

/** The newest messages of a conversation, newest first: one walk back along `messages_in_conversation`. */
export const CONVERSATION = `
  SELECT ${COLUMNS} FROM chats JOIN messages ON messages.chat_number = chats.chat_number
  WHERE chats.user_id = :userId AND chats.identifier = :identifier
    AND state IN ('answered', 'skipped', 'said')
    AND messages.latest_time >= :since AND accepted_time >= :since
  ORDER BY messages.latest_time DESC, messages.sequence DESC LIMIT :limit`;
