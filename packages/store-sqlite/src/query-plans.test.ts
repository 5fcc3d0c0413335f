import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as messageQueries from './message-queries.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';
import * as turnQueries from './turn-queries.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

/** The index that a read must walk along, beside any that it looks things up in. */
const INDEXES: Record<string, string> = {
  QUEUE: 'messages_queued',
  SETTLE_MESSAGE: 'messages_queued',
  CONVERSATION: 'messages_in_conversation',
  OPEN_TURNS: 'turns_open',
  SENT_TEXT: 'turn_parts_by_message_id',
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

  function planOf(sql: string): string[] {
    const connection = new DatabaseSync(path);
    const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    connection.close();
    return rows.map((row) => String(row.detail));
  }

  it.each(Object.entries({ ...messageQueries, ...turnQueries }))(
    '%s reads no whole table and sorts nothing',
    (name, sql) => {
      const plan = planOf(sql).join('; ');
      expect(plan).not.toMatch(/\bSCAN\b|TEMP B-TREE/);
      expect(plan).toContain(INDEXES[name] ?? '');
    },
  );

  it('knows a plan that scans and sorts', () => {
    expect(planOf('SELECT * FROM messages ORDER BY content').join('; ')).toMatch(/SCAN.*TEMP B-TREE/);
  });
});
