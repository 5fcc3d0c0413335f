/**
 * The first schema. Times are REAL: they are numbers of the callers and of the platform, and SQLite's integers do not
 * all fit into a number of JavaScript.
 *
 * - `leases.owner_id` is null while nobody runs the bot; the row stays, so that fences never count backwards.
 * - `chats.only_history` is 1 while nothing but synced history is known of the chat.
 * - `messages.participant` is the sender in a group and empty in a direct chat.
 * - `messages.last_id` is the last id that was given in the chat when the message was recorded, its own included. The
 *   newest messages tell the next id, so recording one need not write the chat.
 * - `messages.latest_time` is the latest `accepted_time` of the chat at that moment. It never falls, even when a clock was
 *   set back, so an index on it has the order of acceptance and can be entered by time. Synced history comes late and in
 *   any order: its rows have their own time instead, and the others go on without it.
 * - `messages.list` is 0 in the conversation, 1 in the queue and 2 in neither; `messages.place` is the id in the queue,
 *   else `latest_time`. The end of a chat's conversation and its queue are neighbours in the index, so a message that
 *   is answered moves within a page.
 * - A row of `messages` with the state `merged` is no message: see `ADD_MERGE`.
 * - `turns.is_open` stands apart from the state, so that a step from one open state to another leaves the index alone.
 * - `turns.parts` is JSON; `sent_parts` leads to it from the message ids of the parts.
 * - `tracked_groups.window_start` is null while the group is not tracked. A number is never given to two groups, and
 *   `periods_cut` never counts backwards, so that the two of them name a period for good.
 * - `tracked_periods` holds bounds; the messages of a period are those that stand between them.
 * - `tracked_messages.place_time` is where a message stands, `time` its own, and `sequence` tells apart those of the same
 *   place and time, in the order of recording. The key has the order in which a period is read.
 */
export const SCHEMA_1 = `
CREATE TABLE configurations (
  folded_user_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  document TEXT NOT NULL,
  running INTEGER NOT NULL,
  revision INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE credentials (
  user_id TEXT NOT NULL,
  provider_name TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_id, provider_name, key)
) WITHOUT ROWID;

CREATE TABLE leases (
  user_id TEXT NOT NULL PRIMARY KEY,
  fence INTEGER NOT NULL,
  owner_id TEXT
) WITHOUT ROWID;

CREATE TABLE chats (
  chat_number INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  identifier TEXT NOT NULL,
  kind TEXT NOT NULL,
  alternate_identifiers TEXT NOT NULL,
  saved_name TEXT,
  push_name TEXT,
  only_history INTEGER NOT NULL,
  UNIQUE (user_id, identifier)
);

CREATE TABLE messages (
  sequence INTEGER PRIMARY KEY,
  chat_number INTEGER NOT NULL,
  participant TEXT NOT NULL,
  list INTEGER NOT NULL,
  place REAL NOT NULL,
  latest_time REAL NOT NULL,
  last_id INTEGER NOT NULL,
  id INTEGER,
  provider_message_id TEXT,
  content TEXT NOT NULL,
  quoted TEXT,
  sender TEXT NOT NULL,
  source TEXT NOT NULL,
  group_party TEXT,
  accepted_time REAL NOT NULL,
  originating_time REAL,
  origin TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT
);
CREATE UNIQUE INDEX messages_once ON messages (chat_number, participant, provider_message_id);
CREATE INDEX messages_in_lists ON messages (chat_number, list, place);

CREATE TABLE turns (
  turn_number INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  correspondent_id TEXT NOT NULL,
  message_ids TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  planned_time REAL NOT NULL,
  reason TEXT,
  parts TEXT NOT NULL
);
CREATE UNIQUE INDEX turns_open ON turns (user_id, turn_id) WHERE is_open = 1;

CREATE TABLE sent_parts (
  message_id TEXT NOT NULL,
  turn_number INTEGER NOT NULL,
  PRIMARY KEY (message_id, turn_number)
) WITHOUT ROWID;

CREATE TABLE tracked_groups (
  group_number INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  alternate_identifiers TEXT NOT NULL,
  schedule TEXT NOT NULL,
  window_start REAL,
  periods_cut INTEGER NOT NULL DEFAULT 0,
  UNIQUE (user_id, group_id)
);

CREATE TABLE tracked_periods (
  group_number INTEGER NOT NULL,
  end_time REAL NOT NULL,
  start_time REAL NOT NULL,
  period_number INTEGER NOT NULL,
  created_time REAL NOT NULL,
  digest TEXT,
  PRIMARY KEY (group_number, end_time)
) WITHOUT ROWID;

CREATE TABLE tracked_messages (
  group_number INTEGER NOT NULL,
  place_time REAL NOT NULL,
  time REAL NOT NULL,
  sequence INTEGER NOT NULL,
  provider_message_id TEXT,
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sender_alternate_ids TEXT NOT NULL,
  content TEXT NOT NULL,
  accepted_time REAL NOT NULL,
  originating_time REAL,
  is_late INTEGER NOT NULL,
  PRIMARY KEY (group_number, place_time, time, sequence)
) WITHOUT ROWID;
CREATE UNIQUE INDEX tracked_messages_once ON tracked_messages (group_number, provider_message_id, sender_id);
`;
