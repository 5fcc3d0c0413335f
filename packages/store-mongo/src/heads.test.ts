import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { Heads } from './heads.ts';
import { MongoRig } from './testing/mongo-rig.ts';

describe('Heads', () => {
  let rig: MongoRig;
  let connection: Connection;
  let heads: Heads;

  beforeEach(async () => {
    rig = await MongoRig.start();
    const source = { url: rig.server.url, options: {} };
    connection = new Connection({ source, database: 'test', retryForMs: 0 });
    await connection.open(async () => {});
    heads = new Heads(connection);
  });

  afterEach(async () => {
    await connection.close();
    await rig.end();
  });

  function commit(id: string, fence: number | null, after: number, previous: string | null = null) {
    const batch = { id, previous, isInParts: false, changes: [] };
    return heads.commit('anna', { fence, after, last: after + 1, batch });
  }

  it('takes a commit that follows on the head, and no other', async () => {
    const head = await heads.acquire('anna', 'owner');
    const [fence, seq] = [head?.fence ?? 0, head?.seq ?? 0];
    expect(await commit('a', fence, seq + 1)).toBe(false);
    expect(await commit('a', fence + 1, seq)).toBe(false);
    expect(await commit('a', fence, seq)).toBe(true);
    expect(await commit('b', fence, seq)).toBe(false);
    expect(await heads.read('anna')).toMatchObject({ seq: seq + 1, pending: { id: 'a' } });
  });

  it('recognises a commit that came through before, also when one other has followed', async () => {
    const head = await heads.acquire('anna', 'owner');
    const [fence, seq] = [head?.fence ?? 0, head?.seq ?? 0];
    expect(await commit('a', fence, seq)).toBe(true);
    expect(await commit('a', fence, seq)).toBe(true);
    expect(await commit('b', null, seq + 1, 'a')).toBe(true);
    expect(await commit('a', fence, seq)).toBe(true);
    expect(await heads.read('anna')).toMatchObject({ seq: seq + 2, pending: { id: 'b' } });
  });

  it('refuses what was decided without a lease before a lease was acquired', async () => {
    const { seq } = await heads.readOrBegin('anna');
    await heads.acquire('anna', 'owner');
    expect(await commit('a', null, seq)).toBe(false);
    expect(await heads.read('anna')).toMatchObject({ pending: null });
  });

  it('takes a commit back only while nothing has followed it', async () => {
    const head = await heads.acquire('anna', 'owner');
    const [fence, after] = [head?.fence ?? 0, head?.seq ?? 0];
    const batch = { id: 'a', previous: null, isInParts: false, changes: [] };
    const doubtful = { fence, after, last: after + 1, batch };
    expect(await heads.takeBack('anna', doubtful, null)).toBe(after + 2);
    expect(await heads.takeBack('anna', doubtful, null)).toBe(after + 2);
    expect(await heads.commit('anna', doubtful)).toBe(false);
    expect(await commit('b', fence, after + 2)).toBe(true);
    expect(await heads.takeBack('anna', doubtful, null)).toBe(false);
    expect(await heads.read('anna')).toMatchObject({ pending: { id: 'b' } });
  });
});
