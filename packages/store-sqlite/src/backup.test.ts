import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lease } from '@chat-imposter/core';
import { sampleMessages } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

/** Enough for many steps of a backup. */
const MANY = 20_000;

describe('a backup of the SQLite store', () => {
  let folder: string;
  let store: SqliteStore;
  let lease: Lease;
  let target: string;

  beforeEach(async () => {
    folder = await makeFolder();
    target = join(folder, 'copy.db');
    store = createSqliteStore(join(folder, 'imposter.db'));
    await store.open();
    lease = (await store.leases.acquire('anna', 'owner')) as Lease;
  });

  afterEach(async () => {
    await store.close();
    await deleteFolder(folder);
  });

  async function queuedInCopy(): Promise<number> {
    const copy = createSqliteStore(target);
    await copy.open();
    const queue = await copy.messages.queue('anna');
    await copy.close();
    return queue.length;
  }

  it('holds what was written before and meanwhile, while others get their turns, and opens as a store', async () => {
    const messages = sampleMessages(MANY + 10);
    await store.messages.accept(lease, messages.slice(0, MANY));
    let turns = 0;
    let isOver = false;
    const backup = store.backup(target).then(() => {
      isOver = true;
    });
    for (const message of messages.slice(MANY)) {
      expect(existsSync(target)).toBe(false);
      await store.messages.accept(lease, [message]);
    }
    while (!isOver) {
      turns += 1;
      await nextTurn();
    }
    await backup;
    expect(turns).toBeGreaterThan(3);
    expect(await queuedInCopy()).toBe(MANY + 10);
    expect(statSync(target).mode & 0o077).toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
    expect(await store.messages.queue('anna')).toHaveLength(MANY + 10);
  });

  it('takes the place of a file only when it may', async () => {
    writeFileSync(target, 'precious');
    await expect(store.backup(target)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('may be overwritten'),
    });
    expect(statSync(target).size).toBe('precious'.length);
    await store.backup(target, { overwrite: true });
    expect(await queuedInCopy()).toBe(0);
  });

  it('says when it cannot be written, and leaves nothing', async () => {
    writeFileSync(join(folder, 'file'), '');
    const refused = store.backup(join(folder, 'file', 'copy.db'));
    await expect(refused).rejects.toMatchObject({ code: 'store_unavailable' });
    await store.messages.accept(lease, sampleMessages(1));
  });

  it('ends before the store is closed, and is refused afterwards', async () => {
    await store.messages.accept(lease, sampleMessages(MANY));
    const backup = store.backup(target);
    await store.close();
    expect(existsSync(target)).toBe(true);
    await backup;
    expect(await queuedInCopy()).toBe(MANY);
    await expect(store.backup(target, { overwrite: true })).rejects.toMatchObject({ code: 'closed' });
  });
});
