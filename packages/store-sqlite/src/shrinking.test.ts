import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lease } from '@chat-imposter/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from './open-connection.ts';
import { SCHEMA_1 } from './schema-1.ts';
import { Shrinking } from './shrinking.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

describe('the size of the SQLite file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
  });

  afterEach(() => deleteFolder(folder));

  /** Of the database with what is in its log, bytes. */
  function sizeOf(connection: InstanceType<typeof DatabaseSync>): number {
    return Number(connection.prepare('PRAGMA page_count').get()?.page_count) * 4_096;
  }

  it('becomes smaller bit by bit when much was deleted', async () => {
    const connection = await openConnection(path, 'normal');
    connection.exec(`CREATE TABLE waste (text TEXT);
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20)
      INSERT INTO waste SELECT hex(zeroblob(500000)) FROM numbers`);
    const full = sizeOf(connection);
    expect(full).toBeGreaterThan(20_000_000);
    connection.exec('DELETE FROM waste');
    const shrinking = new Shrinking(connection);
    shrinking.begin();
    let steps = 0;
    for (let before = full; steps < 100; before = sizeOf(connection), steps += 1) {
      await nextTurn();
      expect(before - sizeOf(connection)).toBeLessThanOrEqual(2 * 257 * 4_096);
    }
    expect(sizeOf(connection)).toBeLessThan(5_000_000);
    expect(sizeOf(connection)).toBeGreaterThan(4_000_000);
    shrinking.end();
    connection.close();
  });

  it('becomes smaller after periods were deleted', async () => {
    const store = createSqliteStore(path);
    await store.open();
    const lease = (await store.leases.acquire('anna', 'owner')) as Lease;
    const group = { identifier: 'family', displayName: 'Family', alternateIdentifiers: [] };
    await store.tracking.track(lease, [{ group, schedule: '0 * * * *', windowStart: 0 }], 0);
    const messages = Array.from({ length: 200 }, (_, index) => ({
      sender: { identifier: 'bob', displayName: 'Bob', alternateIdentifiers: [] },
      content: 'x'.repeat(60_000),
      acceptedTime: index + 1,
      originatingTime: null,
      providerMessageId: `m-${index}`,
    }));
    await store.tracking.record(lease, 'family', messages);
    await store.tracking.cut(lease, 'family', [1_000], 1_000);
    await store.tracking.deletePeriods('anna', 'family', {});
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    await store.close();
    expect(statSync(path).size).toBeLessThan(5_000_000);
  });

  it('can become smaller in a file of before that, too, which keeps what it has', async () => {
    const before = new DatabaseSync(path);
    before.exec(`PRAGMA journal_mode = WAL; ${SCHEMA_1}
      PRAGMA application_id = 0x43496d70; PRAGMA user_version = 1;
      INSERT INTO configurations VALUES ('anna', 'anna', '{"user_id":"anna"}', 1, 7)`);
    before.close();
    const store = createSqliteStore(path);
    await store.open();
    expect(await store.configurations.list()).toEqual([
      { userId: 'anna', document: { user_id: 'anna' }, running: true, revision: 7 },
    ]);
    await store.close();
    const after = new DatabaseSync(path);
    expect(after.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
    after.close();
  });
});
