import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as chatQueries from './chat-queries.ts';
import * as historyQueries from './history-queries.ts';
import * as mergeQueries from './merge-queries.ts';
import * as messageQueries from './message-queries.ts';
import * as retentionQueries from './retention-queries.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';
import * as trackingQueries from './tracking-queries.ts';
import * as turnQueries from './turn-queries.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

const QUERIES = Object.entries<string | number>({
  ...chatQueries,
  ...historyQueries,
  ...mergeQueries,
  ...messageQueries,
  ...retentionQueries,
  ...trackingQueries,
  ...turnQueries,
}).filter(
  (entry): entry is [(typeof entry)[0], string] => entry[0] !== 'COLUMNS' && typeof entry[1] === 'string',
);

/** What a query looks up, in this order. A plan that goes another way may be right and still go through everything. */
const LOOKUPS: Record<string, string> = {
  FIND_CHAT: 'chats USING INDEX sqlite_autoindex_chats_1 (user_id=? AND identifier=?)',
  UPDATE_CHAT: 'chats USING INTEGER PRIMARY KEY (rowid=?)',
  LIST_CHATS: 'chats USING INDEX sqlite_autoindex_chats_1 (user_id=?)',
  DELETE_HISTORY:
    'messages USING INDEX messages_once (chat_number=? AND participant=? AND provider_message_id=?)',
  FIND_ORIGIN:
    'messages USING INDEX messages_once (chat_number=? AND participant=? AND provider_message_id=?)',
  LAST_OF_LIST: 'messages USING INDEX messages_in_lists (chat_number=? AND list=?)',
  FIND_QUEUED: 'messages USING COVERING INDEX messages_in_lists (chat_number=? AND list=? AND place=?)',
  SET_STATE: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  LEAVE_QUEUE: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  FIND_MESSAGE:
    'messages USING INDEX messages_once (chat_number=? AND participant=? AND provider_message_id=?)',
  REVISE_MESSAGE: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  QUEUE:
    'chats USING COVERING INDEX sqlite_autoindex_chats_1 (user_id=?); ' +
    'messages USING INDEX messages_in_lists (chat_number=? AND list=?)',
  QUEUE_OF_CHAT: 'messages USING INDEX messages_in_lists (chat_number=? AND list=?)',
  RENAME_CHAT: 'chats USING INTEGER PRIMARY KEY (rowid=?)',
  DELETE_CHAT: 'chats USING INTEGER PRIMARY KEY (rowid=?)',
  FIND_TWINS:
    'theirs USING INDEX messages_in_lists (chat_number=?); ' +
    'ours USING INDEX messages_once (chat_number=? AND participant=? AND provider_message_id=?)',
  DELETE_TWIN: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  MOVE_MESSAGES: 'messages USING INDEX messages_in_lists (chat_number=?)',
  CONVERSATION: 'messages USING INDEX messages_in_lists (chat_number=? AND list=? AND place>?)',
  HISTORY_OF_LIST:
    'messages USING INDEX messages_in_lists (chat_number=? AND list=? AND place>? AND place<?)',
  HISTORY_OF_QUEUE: 'messages USING INDEX messages_in_lists (chat_number=? AND list=?)',
  HISTORY_OF_CHATS:
    'chats USING COVERING INDEX sqlite_autoindex_chats_1 (user_id=?); ' +
    'CORRELATED SCALAR SUBQUERY 1; ' +
    'said USING COVERING INDEX messages_in_lists (chat_number=? AND list=? AND place<?); ' +
    'CORRELATED SCALAR SUBQUERY 2; ' +
    'left_out USING COVERING INDEX messages_in_lists (chat_number=? AND list=? AND place<?); ' +
    'CORRELATED SCALAR SUBQUERY 3; ' +
    'queued USING INDEX messages_in_lists (chat_number=? AND list=?)',
  OLD_TURNS: 'turns USING INDEX turns_over (planned_time<?)',
  DELETE_TURN: 'turns USING INTEGER PRIMARY KEY (rowid=?)',
  DELETE_SENT_PART: 'sent_parts USING PRIMARY KEY (message_id=? AND turn_number=?)',
  NEXT_CHATS: 'chats USING INTEGER PRIMARY KEY (rowid>?)',
  OLD_MESSAGES: 'messages USING INDEX messages_in_lists (chat_number=? AND list=? AND place<?)',
  REDUCE_MESSAGE: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  OLD_REDUCED: 'messages USING INDEX messages_in_lists (chat_number=? AND list=? AND place<?)',
  DELETE_MESSAGE: 'messages USING INTEGER PRIMARY KEY (rowid=?)',
  FORGET_IN_CHAT: 'chats USING INTEGER PRIMARY KEY (rowid=?)',
  FIND_TRACKED_GROUP:
    'tracked_groups USING INDEX sqlite_autoindex_tracked_groups_1 (user_id=? AND group_id=?)',
  LIST_TRACKED_GROUPS:
    'tracked_groups USING INDEX sqlite_autoindex_tracked_groups_1 (user_id=?); ' +
    'CORRELATED SCALAR SUBQUERY 1; tracked_periods USING PRIMARY KEY (group_number=?)',
  UPDATE_TRACKED_GROUP: 'tracked_groups USING INTEGER PRIMARY KEY (rowid=?)',
  SET_WINDOW: 'tracked_groups USING INTEGER PRIMARY KEY (rowid=?)',
  DELETE_TRACKED_GROUP: 'tracked_groups USING INTEGER PRIMARY KEY (rowid=?)',
  LAST_END: 'tracked_periods USING PRIMARY KEY (group_number=?)',
  PERIOD_FOR: 'tracked_periods USING PRIMARY KEY (group_number=? AND end_time>?)',
  SET_DIGEST: 'tracked_periods USING PRIMARY KEY (group_number=? AND end_time=?)',
  NEWEST_PERIOD: 'tracked_periods USING PRIMARY KEY (group_number=? AND end_time>? AND end_time<?)',
  BOUNDS_OF_PERIODS: 'tracked_periods USING PRIMARY KEY (group_number=? AND end_time>? AND end_time<?)',
  DELETE_PERIODS: 'tracked_periods USING PRIMARY KEY (group_number=? AND end_time>? AND end_time<?)',
  SENDERS_OF_ID:
    'tracked_messages USING INDEX tracked_messages_once (group_number=? AND provider_message_id=?)',
  ADD_TRACKED_MESSAGE:
    'SCALAR SUBQUERY 1; tracked_messages USING PRIMARY KEY (group_number=? AND place_time=? AND time=?)',
  LAST_PLACE: 'tracked_messages USING PRIMARY KEY (group_number=?)',
  MESSAGES_OF_WINDOW: 'tracked_messages USING PRIMARY KEY (group_number=? AND place_time>? AND place_time<?)',
  DELETE_TRACKED_MESSAGES:
    'tracked_messages USING PRIMARY KEY (group_number=? AND place_time>? AND place_time<?)',
  UPDATE_TURN: 'turns USING INTEGER PRIMARY KEY (rowid=?)',
  END_TURN: 'turns USING INTEGER PRIMARY KEY (rowid=?)',
  OPEN_TURNS: 'turns USING INDEX turns_open (user_id=?)',
  USAGE_OF_OVER: 'turns USING INDEX turns_over (planned_time>? AND planned_time<?)',
  SENT_PARTS: 'sent_parts USING PRIMARY KEY (message_id=?); turns USING INTEGER PRIMARY KEY (rowid=?)',
};

describe('the queries of the SQLite store', () => {
  let folder: string;
  let path: string;

  beforeAll(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
    const store = createSqliteStore(path);
    await store.open();
    await store.close();
  });

  afterAll(() => deleteFolder(folder));

  function planOf(sql: string): string {
    const connection = new DatabaseSync(path);
    const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    connection.close();
    return rows.map((row) => String(row.detail)).join('; ');
  }

  it.each(QUERIES)('%s looks up what it needs, reads no whole table and sorts nothing', (name, sql) => {
    expect(planOf(sql).replaceAll('SEARCH ', '')).toBe(LOOKUPS[name] ?? '');
  });

  it('knows a plan that scans and sorts', () => {
    expect(planOf('SELECT * FROM messages ORDER BY content')).toMatch(/SCAN.*TEMP B-TREE/);
  });
});
