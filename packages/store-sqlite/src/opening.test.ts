import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImposterError } from '@chat-imposter/core';
import { sampleDecision, sampleTurn, sampleUsage } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from './open-connection.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { SCHEMA_1 } from './schema-1.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

describe('opening the SQLite store', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
  });

  afterEach(() => deleteFolder(folder));

  /** What the outside sees when the file cannot be opened. */
  async function refusal(file = path): Promise<string> {
    const [outcome] = await Promise.allSettled([createSqliteStore(file).open()]);
    const error: unknown = outcome.status === 'rejected' ? outcome.reason : null;
    if (!ImposterError.is(error)) throw new Error(`Not refused as it should: ${String(error)}`);
    expect(error.message).not.toContain('\n');
    expect(error.message).toContain(file);
    expect(error.cause === undefined || error.cause instanceof Error).toBe(true);
    return `${error.code}: ${error.message}`;
  }

  async function makeStore(): Promise<void> {
    const store = createSqliteStore(path);
    await store.open();
    await store.configurations.save('anna', { user_id: 'anna' });
    await store.close();
  }

  /** Changes the file as another program would. */
  function change(sql: string): void {
    const connection = new DatabaseSync(path);
    connection.exec(sql);
    connection.close();
  }

  function modeOf(file: string): number {
    return statSync(file).mode & 0o777;
  }

  it('makes the folder and the file, for this user only', async () => {
    const deep = join(folder, 'a', 'b', 'imposter.db');
    const before = process.umask(0);
    const store = createSqliteStore(deep);
    await store.open().finally(() => process.umask(before));
    await store.configurations.save('anna', {});
    expect(modeOf(join(folder, 'a'))).toBe(0o700);
    expect(modeOf(join(folder, 'a', 'b'))).toBe(0o700);
    expect(modeOf(deep)).toBe(0o600);
    expect(modeOf(`${deep}-wal`)).toBe(0o600);
    await store.close();
  });

  it('takes the access of others from a file that was copied here', async () => {
    await makeStore();
    chmodSync(path, 0o644);
    const store = createSqliteStore(path);
    await store.open();
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(`${path}-wal`)).toBe(0o600);
    await store.close();
  });

  it('leaves nothing but the file after closing', async () => {
    await makeStore();
    expect(existsSync(path)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(existsSync(`${path}-shm`)).toBe(false);
  });

  it('takes the path of the moment in which it was made', async () => {
    const before = process.cwd();
    process.chdir(folder);
    const store = createSqliteStore('relative.db');
    process.chdir(before);
    await store.open();
    await store.close();
    expect(existsSync(join(folder, 'relative.db'))).toBe(true);
  });

  it.each([':memory:', 'file:x?mode=memory', 'ä ?#%41.db'])(
    'takes %j for the name of a file',
    async (name) => {
      const store = createSqliteStore(join(folder, name));
      await store.open();
      await store.close();
      expect(existsSync(join(folder, name))).toBe(true);
    },
  );

  it('fills an empty file', async () => {
    writeFileSync(path, '');
    await makeStore();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('marks the file with its version', async () => {
    await makeStore();
    const connection = new DatabaseSync(path);
    expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    connection.close();
  });

  it.each([
    ['normal', 1],
    ['full', 2],
  ] as const)('waits for the disk as %s durability asks', async (durability, level) => {
    const connection = await openConnection(path, durability);
    expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: level });
    expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    connection.close();
  });

  it('lets the log grow to 16 MB and no further, however much is written', async () => {
    const store = createSqliteStore(path);
    await store.open();
    let longest = 0;
    for (let save = 1; save <= 40; save += 1) {
      await store.configurations.save('anna', { text: String(save % 10).repeat(1_000_000) });
      longest = Math.max(longest, statSync(`${path}-wal`).size);
    }
    await store.close();
    expect(longest).toBeGreaterThan(15_000_000);
    expect(longest).toBeLessThan(18_000_000);
  });

  it.each([
    [1, ''],
    [2, SCHEMA_2],
  ])('brings a file of version %i forward, which keeps what it has', async (version, laterSteps) => {
    change(`${SCHEMA_1}
      PRAGMA application_id = 0x43496d70; PRAGMA user_version = ${version};
      INSERT INTO configurations VALUES ('anna', 'anna', '{"user_id":"anna"}', 1, 7);
      INSERT INTO chats VALUES (1, 'anna', 'ann', 'direct', '["ann@lid"]', 'Ann', NULL, 0);
      INSERT INTO messages VALUES
        (1, 1, '', 0, 5, 5, 1, 1, 'one', 'old', NULL, '{"identifier":"ann"}', 'user', NULL, 5, NULL, 'live', 'answered', NULL),
        (2, 1, '', 1, 2, 9, 2, 2, 'two', 'new', NULL, '{"identifier":"ann"}', 'user', NULL, 9, NULL, 'live', 'waiting', NULL);
      INSERT INTO turns VALUES (1, 'anna', 't', 0, 'ann', '[1]', 'done', 1, 5, NULL, '[{"messageId":"r","text":"yes"}]');
      INSERT INTO turns VALUES (2, 'anna', 'u', 1, 'ann', '[2]', 'planned', 1, 9, NULL, '[]');
      INSERT INTO sent_parts VALUES ('r', 1);
      ${laterSteps}`);
    const store = createSqliteStore(path);
    await store.open();
    expect(await store.configurations.list()).toMatchObject([{ userId: 'anna', running: true, revision: 7 }]);
    expect(await store.messages.chats('anna')).toMatchObject([{ identifier: 'ann', savedName: 'Ann' }]);
    expect(await store.messages.queue('anna')).toMatchObject([{ id: 2, content: 'new' }]);
    expect(await store.turns.sentText('anna', 'r')).toBe('yes');
    const planned = sampleTurn({ turnId: 'u', messageIds: [2], plannedTime: 9 });
    expect(await store.turns.open('anna')).toEqual([planned]);
    for await (const each of store.turns.usage('anna', { from: 0, until: 99 })) expect(each).toBeUndefined();
    const lease = await store.leases.acquire('anna', 'owner');
    if (lease === null) throw new Error('There is no lease.');
    const usage = sampleUsage();
    await store.turns.decide(lease, [sampleDecision({ turnId: 'u', messageIds: [], parts: [], usage })]);
    const usages = store.turns.usage('anna', { from: 0, until: 99 })[Symbol.asyncIterator]();
    expect((await usages.next()).value).toEqual({ plannedTime: 9, usage });
    while (await store.retention.reduce({ textsBefore: 20, idsBefore: 20 }, 100));
    expect(await store.messages.conversation('anna', 'ann', { limit: 9, since: 0 })).toEqual([]);
    expect(await store.messages.queue('anna')).toMatchObject([{ id: 2, content: 'new' }]);
    expect(await store.turns.sentText('anna', 'r')).toBeNull();
    await store.close();
    const connection = new DatabaseSync(path);
    expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    connection.close();
  });

  it('refuses a file that a newer version made, and leaves it as it is', async () => {
    await makeStore();
    change(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    const before = readFileSync(path);
    expect(await refusal()).toBe(
      `store_unavailable: The database ${path} cannot be used: a newer Chat Imposter made it ` +
        `(version ${SCHEMA_VERSION + 1}, this program knows ${SCHEMA_VERSION}); update this one or use another file.`,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses the database of another program, and leaves it as it is', async () => {
    change('CREATE TABLE recipes (name TEXT)');
    const before = readFileSync(path);
    expect(await refusal()).toMatch(
      /^store_unavailable: .*it belongs to another program; choose another path\.$/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a file that is no database, and leaves it as it is', async () => {
    writeFileSync(path, 'a shopping list\n'.repeat(500));
    expect(await refusal()).toMatch(/^store_unavailable: .*file is not a database; choose another path/);
    expect(readFileSync(path, 'utf8')).toBe('a shopping list\n'.repeat(500));
  });

  it('refuses a path that is a folder', async () => {
    mkdirSync(path);
    expect(await refusal()).toMatch(
      /^store_unavailable: .*check that the folder and the file may be written/,
    );
  });

  it('refuses a path below a file', async () => {
    writeFileSync(path, '');
    const below = join(path, 'below', 'imposter.db');
    expect(await refusal(below)).toMatch(
      /^store_unavailable: .*check that the folder and the file may be written/,
    );
  });

  it('says so when the file is damaged, at the call that meets the damage', async () => {
    await makeStore();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4_096);
    writeFileSync(path, bytes);
    const store = createSqliteStore(path);
    const reading = store.open().then(() => store.configurations.list());
    await expect(reading).rejects.toMatchObject({
      code: 'store_unavailable',
      message: `The database ${path} cannot be used: database disk image is malformed; restore a backup, or move the file away to begin with an empty one.`,
    });
    await store.close();
  });

  it('can be opened after what was wrong has been mended', async () => {
    mkdirSync(path);
    const store = createSqliteStore(path);
    await expect(store.open()).rejects.toMatchObject({ code: 'store_unavailable' });
    await deleteFolder(path);
    await expect(store.open()).resolves.toBeUndefined();
    await store.close();
  });
});
