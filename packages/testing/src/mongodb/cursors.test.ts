import { type Document, Long, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from './mongo-server.ts';
import { RawClient } from './raw-client.ts';

let server: MongoServer;
let client: MongoClient;

beforeEach(async () => {
  server = await startMongoServer();
  client = new MongoClient(server.url);
});

afterEach(async () => {
  await client.close();
  await server.close();
});

const things = () => client.db('test').collection<Document>('things');

describe('a cursor', () => {
  it('gives 101 documents first, and then what is left', async () => {
    await things().insertMany(Array.from({ length: 250 }, (_, n) => ({ n })));
    await using raw = await RawClient.connect(server.port);
    const first = (await raw.send({ find: 'things' })).cursor as Document;
    expect(first.firstBatch).toHaveLength(101);
    expect(server.openCursors).toBe(1);
    const next = (await raw.send({ getMore: Long.fromNumber(first.id), collection: 'things' }))
      .cursor as Document;
    expect(next.nextBatch).toHaveLength(149);
    expect(next).toMatchObject({ id: 0, ns: 'test.things' });
    expect(server.openCursors).toBe(0);
  });

  it('puts no more than 16 MB into a batch', async () => {
    const text = 'x'.repeat(6 * 1024 * 1024);
    await things().insertMany([{ text }, { text }, { text }]);
    await using raw = await RawClient.connect(server.port);
    expect((await raw.send({ find: 'things' })).cursor).toMatchObject({ firstBatch: [{}, {}] });
    expect(await things().find().toArray()).toHaveLength(3);
  });

  it('sees the documents as they were when it was opened', async () => {
    await things().insertMany(Array.from({ length: 10 }, (_, n) => ({ n })));
    const cursor = things().find({}, { batchSize: 2 });
    expect(await cursor.next()).toMatchObject({ n: 0 });
    await things().updateMany({}, { $inc: { n: 100 } });
    await things().deleteOne({ n: 109 });
    expect((await cursor.toArray()).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is gone when it is closed', async () => {
    await things().insertMany(Array.from({ length: 10 }, (_, n) => ({ n })));
    const cursor = things().find({}, { batchSize: 2 });
    await cursor.next();
    const id = cursor.id as Long;
    expect(server.openCursors).toBe(1);
    await cursor.close();
    expect(server.openCursors).toBe(0);
    const more = client.db('test').command({ getMore: id, collection: 'things' });
    await expect(more).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });
});

describe('a message', () => {
  it('may come in any pieces', async () => {
    await using raw = await RawClient.connect(server.port);
    expect(await raw.send({ insert: 'things', documents: [{ a: 1 }] }, 7)).toMatchObject({ n: 1, ok: 1 });
  });

  it('of nonsense ends the connection, and only that one', async () => {
    await using raw = await RawClient.connect(server.port);
    expect(await raw.isCutBy(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe(true);
    expect(await things().countDocuments()).toBe(0);
  });
});
