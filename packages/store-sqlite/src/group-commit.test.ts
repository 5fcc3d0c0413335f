import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ImposterError, type Lease, type Store } from '@chat-imposter/core';
import { sampleMessage, sampleMessages } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { SqliteLeases } from './leases.ts';
import type { Durability } from './open-connection.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { countCommits } from './testing/count-commits.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

/** A value that no column takes. */
const BROKEN = Symbol('broken') as never;

const BEFRIEND_NOBODY = "INSERT INTO friends VALUES ('cid', 'nobody')";

/** What became of calls: `ok`, or the code or message of the error. */
async function outcomesOf(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(calls);
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'ok';
    return ImposterError.is(outcome.reason) ? outcome.reason.code : String(outcome.reason);
  });
}

describe('the writes of a SQLite store', () => {
  let folder: string;
  let path: string;
  let store: Store;
  let lease: Lease;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
  });

  afterEach(async () => {
    await store.close();
    await deleteFolder(folder);
  });

  async function open(durability: Durability): Promise<void> {
    store = createSqliteStore(path, { durability });
    await store.open();
    lease = (await store.leases.acquire('anna', 'owner')) ?? expect.fail('no lease');
  }

  /** Accepts each message by a call of its own, all in one turn of the event loop. */
  function acceptEach(count: number): Promise<unknown>[] {
    return sampleMessages(count).map((message) => store.messages.accept(lease, [message]));
  }

  it.each([
    ['full', 1],
    ['normal', 5],
  ] as const)('of one turn of the event loop, with %s durability, are committed %i times', async (...row) => {
    const [durability, commits] = row;
    await open(durability);
    const before = countCommits(path);
    const calls = acceptEach(5);
    await Promise.race(calls);
    expect(countCommits(path) - before).toBe(commits);
    await Promise.all(calls);
    expect(countCommits(path) - before).toBe(commits);
    await Promise.all(acceptEach(7));
    expect(countCommits(path) - before).toBe(commits === 1 ? 2 : 7);
  });

  it('of one turn of the event loop are committed once also when several callbacks ask for them', async () => {
    await open('full');
    const before = countCommits(path);
    const calls = sampleMessages(3).map(async (message) => {
      await nextTurn();
      await store.messages.accept(lease, [message]);
    });
    await Promise.all(calls);
    expect(countCommits(path) - before).toBe(1);
  });

  it('keep the order in which they were asked for', async () => {
    await open('full');
    const saved = await Promise.all(
      [1, 2, 3].map((version) => store.configurations.save('bot', { version })),
    );
    expect(saved.map(({ revision, document }) => [revision, document.version])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const accepted = (await Promise.all(acceptEach(4))).flat();
    expect(accepted).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    expect(await store.messages.queue('anna')).toEqual(accepted);
  });

  it('fail alone, each for its own reason', async () => {
    await open('full');
    const void_ = { userId: 'anna', fence: 99 };
    const [first, second, third] = sampleMessages(3);
    const accept = (by: Lease, ...messages: unknown[]) => store.messages.accept(by, messages as never[]);
    const outcomes = await outcomesOf([
      accept(lease, first),
      accept(void_, second),
      accept(lease, second, sampleMessage({ providerMessageId: 'broken', content: BROKEN })),
      accept(lease, third),
    ]);
    expect(outcomes).toEqual(['ok', 'fenced', expect.stringContaining('cannot be bound'), 'ok']);
    expect(await store.messages.queue('anna')).toMatchObject([
      { id: 1, content: 'text 1' },
      { id: 2, content: 'text 3' },
    ]);
  });

  it('are fenced by a lease that was acquired before them in the same turn', async () => {
    await open('full');
    const calls = [
      store.messages.accept(lease, [sampleMessage()]),
      store.leases.acquire('anna', 'owner'),
      store.messages.accept(lease, [sampleMessage({ providerMessageId: 'new' })]),
    ];
    expect(await outcomesOf(calls)).toEqual(['ok', 'ok', 'fenced']);
  });

  it('are finished by closing', async () => {
    await open('full');
    const calls = acceptEach(3);
    await store.close();
    expect(await outcomesOf(calls)).toEqual(['ok', 'ok', 'ok']);
    expect(await outcomesOf(acceptEach(1))).toEqual(['closed']);
    await store.open();
    expect(await store.messages.queue('anna')).toHaveLength(3);
  });
});

describe('a commit that fails', () => {
  let folder: string;
  let database: Database;

  beforeEach(async () => {
    folder = await makeFolder();
    database = new Database(join(folder, 'imposter.db'), 'full');
    await database.open();
    // SQLite looks at such a reference only when it commits.
    await run(
      'CREATE TABLE friends (name TEXT PRIMARY KEY, of TEXT REFERENCES friends DEFERRABLE INITIALLY DEFERRED)',
    );
  });

  afterEach(async () => {
    await database.close();
    await deleteFolder(folder);
  });

  function run(sql: string): Promise<number> {
    return database.write(() => database.statement(sql).run());
  }

  function names(): string[] {
    return database.read(() => database.statement('SELECT name FROM friends').all<[string]>()).flat();
  }

  it.each([
    ['that SQLite refuses', BEFRIEND_NOBODY],
    // As SQLite does by itself after some errors, when the disk is full for example.
    ['whose transaction ends before it', 'ROLLBACK'],
  ])(
    '%s fails every write of its group and changes nothing, and the next group works',
    async (_, culprit) => {
      await run("INSERT INTO friends VALUES ('ann', NULL)");
      const group = [
        run("INSERT INTO friends VALUES ('bob', 'ann')"),
        run(culprit),
        run("INSERT INTO friends VALUES ('dora', 'ann')"),
      ];
      expect(await outcomesOf(group)).toEqual([
        'store_unavailable',
        'store_unavailable',
        'store_unavailable',
      ]);
      expect(names()).toEqual(['ann']);
      await run("INSERT INTO friends VALUES ('emma', 'ann')");
      expect(names()).toEqual(['ann', 'emma']);
    },
  );

  it('leaves nothing in memory of what it would have written', async () => {
    const leases = new SqliteLeases(database);
    const lease = { userId: 'anna', fence: 1 };
    const group = [leases.acquire('anna', 'owner'), leases.write(lease, () => {}), run(BEFRIEND_NOBODY)];
    expect(new Set(await outcomesOf(group))).toEqual(new Set(['store_unavailable']));
    expect(await leases.renew(lease)).toBe(false);
    expect(await leases.acquire('anna', 'owner')).toEqual(lease);
  });
});
