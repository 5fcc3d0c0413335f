/**
 * The first schema. Times are REAL: they are numbers of the callers and of the platform, and SQLite's integers do not
 * all fit into a number of JavaScript.
 *
 * - `chats.last_id` is the last id given to a message of the chat, so that none is given twice.
 * - `chats.latest_time` is the latest `accepted_time` so far, and `messages.latest_time` its value at their acceptance:
 *   it never falls along the rows of a chat, even when a clock was set back, so an index on it has the order of
 *   acceptance and can be entered by time.
 * - `messages.participant` is the sender in a group and empty in a direct chat.
 * - `leases.owner_id` is null while nobody runs the bot; the row stays, so that fences never count backwards.
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
  last_id INTEGER NOT NULL,
  latest_time REAL NOT NULL,
  UNIQUE (user_id, identifier)
);

CREATE TABLE messages (
  sequence INTEGER PRIMARY KEY,
  chat_number INTEGER NOT NULL,
  participant TEXT NOT NULL,
  provider_message_id TEXT,
  id INTEGER,
  content TEXT NOT NULL,
  sender TEXT NOT NULL,
  source TEXT NOT NULL,
  group_party TEXT,
  accepted_time REAL NOT NULL,
  originating_time REAL,
  origin TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  latest_time REAL NOT NULL
);
CREATE UNIQUE INDEX messages_once ON messages (chat_number, participant, provider_message_id);
CREATE UNIQUE INDEX messages_queued ON messages (chat_number, id) WHERE state IN ('waiting', 'collected');
CREATE INDEX messages_in_conversation ON messages (chat_number, latest_time)
  WHERE state IN ('answered', 'skipped', 'said');

CREATE TABLE turns (
  turn_number INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  correspondent_id TEXT NOT NULL,
  message_ids TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  planned_time REAL NOT NULL,
  reason TEXT,
  UNIQUE (user_id, turn_id)
);
CREATE INDEX turns_open ON turns (user_id, planned_time) WHERE state IN ('planned', 'decided');

CREATE TABLE turn_parts (
  turn_number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT,
  PRIMARY KEY (turn_number, position)
) WITHOUT ROWID;
CREATE INDEX turn_parts_by_message_id ON turn_parts (message_id);
`;
