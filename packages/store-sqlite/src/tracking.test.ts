import { join } from 'node:path';
import type { GroupTracking, Lease, Period, Store } from '@chat-imposter/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Durability } from './open-connection.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { countCommits } from './testing/count-commits.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

/** A value that no column takes: the write fails when it comes to it. */
const BROKEN = Symbol('broken') as never;

describe('tracking in a SQLite store', () => {
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

  async function open(durability: Durability = 'normal'): Promise<void> {
    store = createSqliteStore(path, { durability });
    await store.open();
    lease = (await store.leases.acquire('anna', 'owner')) ?? expect.fail('no lease');
    await store.tracking.track(lease, [group('family'), group('zoo')], 0);
    await store.tracking.record(lease, 'family', [message('a', 5), message('b', 15)]);
    await store.tracking.cut(lease, 'family', [10], 10);
  }

  function group(identifier: string) {
    return { group: party(identifier), schedule: '0 * * * *', windowStart: 0 };
  }

  function party(identifier: string) {
    return { identifier, displayName: identifier, alternateIdentifiers: [] };
  }

  function message(content: string, acceptedTime: number) {
    return { sender: party('ann'), content, acceptedTime, originatingTime: null, providerMessageId: content };
  }

  async function content(): Promise<{ groups: GroupTracking[]; periods: Period[] }> {
    const periods: Period[] = [];
    for await (const period of store.tracking.periods('anna', 'family', {})) periods.push(period);
    return { groups: await store.tracking.groups('anna'), periods };
  }

  const writes: Record<string, (last: never) => Promise<unknown>> = {
    track: (last) => store.tracking.track(lease, [group('new'), { ...group('newer'), schedule: last }], 20),
    record: (last) =>
      store.tracking.record(lease, 'family', [message('late', 5), { ...message('c', 25), content: last }]),
    cut: (last) => store.tracking.cut(lease, 'family', [20, last], 30),
  };

  it.each(Object.keys(writes))('changes nothing when %s fails half-way', async (name) => {
    await open();
    const before = await content();
    await expect(writes[name]?.(BROKEN)).rejects.toThrow(/cannot be bound|Symbol value/);
    expect(await content()).toEqual(before);
    await store.tracking.cut(lease, 'family', [20], 30);
    expect((await content()).periods[0]?.messages.map((each) => each.content)).toEqual(['b']);
  });

  it.each(Object.keys(writes))('commits all that %s does at once', async (name) => {
    await open();
    const before = countCommits(path);
    await writes[name]?.((name === 'cut' ? 30 : 'last') as never);
    expect(countCommits(path) - before).toBe(1);
  });

  it('commits a deletion of several periods at once', async () => {
    await open();
    await store.tracking.cut(lease, 'family', [20, 30], 30);
    const before = countCommits(path);
    expect(await store.tracking.deletePeriods('anna', 'family', {})).toBe(3);
    expect(countCommits(path) - before).toBe(1);
  });

  it('with full durability commits the writes of one turn of the event loop together, those refused apart', async () => {
    await open('full');
    const before = countCommits(path);
    const outcomes = await Promise.allSettled([
      store.tracking.record(lease, 'family', [message('c', 16)]),
      store.tracking.record({ ...lease, fence: 0 }, 'family', [message('d', 17)]),
      store.tracking.cut(lease, 'family', [20], 20),
      store.tracking.cut(lease, 'zoo', [20], 20),
      store.tracking.deletePeriods('anna', 'family', { until: 15 }),
    ]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
    expect(countCommits(path) - before).toBe(1);
    expect(await content()).toMatchObject({ periods: [{ messages: [{ content: 'b' }, { content: 'c' }] }] });
  });

  it('keeps no transaction while a caller reads periods', async () => {
    await open();
    await store.tracking.cut(lease, 'family', [20, 30], 30);
    const before = countCommits(path);
    const ends: number[] = [];
    for await (const { end } of store.tracking.periods('anna', 'family', {})) {
      ends.push(end);
      await store.tracking.setDigest(lease, 'family', end, 'read');
    }
    expect(ends).toEqual([30, 20, 10]);
    expect(countCommits(path) - before).toBe(3);
  });
});
