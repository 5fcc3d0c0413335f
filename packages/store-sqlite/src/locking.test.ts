import { join } from 'node:path';
import { ImposterError } from '@chat-imposter/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { type Child, startChild } from './testing/children/start-child.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

describe('the lock of the SQLite store', () => {
  let folder: string;
  let path: string;
  const children: Child[] = [];

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    await deleteFolder(folder);
  });

  function startOpener(): Child {
    const child = startChild('opener.ts');
    children.push(child);
    return child;
  }

  async function openIn(child: Child, file = path): Promise<string> {
    child.tell(`open ${file}`);
    return child.nextLine();
  }

  async function refusal(file = path): Promise<unknown> {
    const [outcome] = await Promise.allSettled([createSqliteStore(file).open()]);
    return outcome.status === 'rejected' ? outcome.reason : null;
  }

  it('refuses the file to another process, and says what to do', async () => {
    const store = createSqliteStore(path);
    await store.open();
    const answer = await openIn(startOpener());
    expect(answer).toMatch(/^store_locked: /);
    expect(answer).toContain(path);
    expect(answer).toContain('end that first');
    await store.close();
  });

  it('refuses the file while another process has it', async () => {
    expect(await openIn(startOpener())).toBe('open');
    const error = await refusal();
    expect(ImposterError.is(error) && error.code).toBe('store_locked');
    expect(String(error)).toContain(path);
  });

  it('refuses the file to a second store of the same process, which leaves the lock as it is', async () => {
    const store = createSqliteStore(path);
    await store.open();
    expect(await refusal()).toMatchObject({ code: 'store_locked' });
    expect(await refusal(join(folder, '.', 'imposter.db'))).toMatchObject({ code: 'store_locked' });
    expect(await openIn(startOpener())).toMatch(/^store_locked: /);
    await store.close();
  });

  it('gives the file free on closing', async () => {
    const store = createSqliteStore(path);
    await store.open();
    await store.close();
    expect(await openIn(startOpener())).toBe('open');
  });

  it('can be tried again after a refusal', async () => {
    const child = startOpener();
    await openIn(child);
    const store = createSqliteStore(path);
    await expect(store.open()).rejects.toMatchObject({ code: 'store_locked' });
    child.tell('close');
    expect(await child.nextLine()).toBe('closed');
    await expect(store.open()).resolves.toBeUndefined();
    await store.close();
  });

  it('is gone at once when its process is killed', async () => {
    const child = startOpener();
    expect(await openIn(child)).toBe('open');
    await child.kill();
    const store = createSqliteStore(path);
    await expect(store.open()).resolves.toBeUndefined();
    await store.close();
  });

  it('voids the leases of a process that was killed, and counts their fences on', async () => {
    const first = createSqliteStore(path);
    await first.open();
    const lease = await first.leases.acquire('anna', 'first owner');
    await first.close();
    const second = createSqliteStore(path);
    await second.open();
    expect(lease && (await second.leases.renew(lease))).toBe(false);
    expect(await second.leases.acquire('anna', 'second owner')).toEqual({ userId: 'anna', fence: 2 });
    await second.close();
  });

  it('voids its own leases too by closing', async () => {
    const store = createSqliteStore(path);
    await store.open();
    const lease = await store.leases.acquire('anna', 'owner');
    expect(lease && (await store.leases.renew(lease))).toBe(true);
    await store.close();
    await store.open();
    expect(lease && (await store.leases.renew(lease))).toBe(false);
    await store.close();
  });

  it('goes to exactly one of two processes that reach for it at once', async () => {
    const [left, right] = [startOpener(), startOpener()];
    for (let round = 0; round < 20; round += 1) {
      // Every second file exists already, and is reached for in another way by SQLite.
      const file = join(folder, `${round % 2 === 0 ? round : 'existing'}.db`);
      const answers = await Promise.all([openIn(left, file), openIn(right, file)]);
      expect(new Set(answers.map((answer) => answer.split(':')[0]))).toEqual(
        new Set(['open', 'store_locked']),
      );
      for (const child of [left, right]) {
        child.tell('close');
        await child.nextLine();
      }
    }
  }, 60_000);

  it('is tried for again when somebody is in the way only for a moment', async () => {
    const inTheWay = new DatabaseSync(path);
    inTheWay.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const store = createSqliteStore(path);
    const opening = store.open();
    inTheWay.close();
    await expect(opening).resolves.toBeUndefined();
    await store.close();
  });

  it('is asked for once by a store that is opened twice', async () => {
    const store = createSqliteStore(path);
    await Promise.all([store.open(), store.open()]);
    const lease = await store.leases.acquire('anna', 'owner');
    await store.open();
    expect(lease && (await store.leases.renew(lease))).toBe(true);
    await store.close();
  });

  it('is given back by a store that is closed while it opens', async () => {
    const store = createSqliteStore(path);
    await Promise.all([store.open(), store.close()]);
    await expect(store.configurations.list()).rejects.toMatchObject({ code: 'closed' });
    expect(await openIn(startOpener())).toBe('open');
  });

  it('belongs to the file, not to its folder', async () => {
    const [store, other] = [createSqliteStore(path), createSqliteStore(join(folder, 'other.db'))];
    await store.open();
    await expect(other.open()).resolves.toBeUndefined();
    await store.close();
    await other.close();
  });
});
