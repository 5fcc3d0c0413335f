import { serialize } from 'bson';
import {
  Binary,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MongoBulkWriteError,
  MongoClient,
  ObjectId,
  Timestamp,
} from 'mongodb';
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

function collection<Shape extends Document = Document>(name = 'things') {
  return client.db('test').collection<Shape>(name);
}

describe('startMongoServer', () => {
  it('is a replica set with one primary', async () => {
    expect(await client.db('admin').command({ hello: 1 })).toMatchObject({
      isWritablePrimary: true,
      secondary: false,
      setName: 'rs0',
      primary: `127.0.0.1:${server.port}`,
      ok: 1,
    });
  });

  it('closes though clients are connected, and as often as one likes', async () => {
    await using raw = await RawClient.connect(server.port);
    await raw.send({ ping: 1 });
    expect(server.connections).toBeGreaterThan(0);
    await Promise.all([server.close(), server.close()]);
    expect(server.connections).toBe(0);
  });

  it('stands alone when asked to', async () => {
    await using alone = await startMongoServer({ topology: 'standalone' });
    const other = new MongoClient(alone.url);
    const answer = await other.db('admin').command({ hello: 1 });
    expect(answer).not.toHaveProperty('setName');
    await other.db('test').collection('things').insertOne({ a: 1 });
    await other.close();
  });

  it('gives every BSON type back byte for byte', async () => {
    const document = {
      _id: new ObjectId(),
      int: new Int32(5),
      double: new Double(5),
      long: Long.fromString('9223372036854775807'),
      small: Long.fromNumber(5),
      decimal: Decimal128.fromString('1.10'),
      binary: new Binary(Buffer.from([0, 255, 128]), 0),
      date: new Date(1_700_000_000_123),
      nothing: null,
      yes: true,
      text: 'grüß 👋 \0 end',
      stamp: new Timestamp({ t: 1, i: 2 }),
      nested: { list: [new Double(1), [new Int32(2)], { b: null }], empty: {}, none: [] },
    };
    await collection().insertOne(document);
    const read = await collection().findOne({ _id: document._id }, { promoteValues: false });
    expect(Buffer.from(serialize(read as Document))).toEqual(Buffer.from(serialize(document)));
  });

  it('refuses commands and options that it does not know', async () => {
    await expect(client.db('test').command({ fly: 1 })).rejects.toMatchObject({ code: 59 });
    await expect(client.db('test').command({ find: 'things', wings: 2 })).rejects.toMatchObject({
      code: 40415,
    });
    await expect(
      collection()
        .find({}, { collation: { locale: 'de' } })
        .toArray(),
    ).rejects.toMatchObject({
      code: 115,
    });
    await expect(
      collection()
        .find({ a: { $near: 1 } })
        .toArray(),
    ).rejects.toMatchObject({ code: 2 });
    await expect(
      collection()
        .aggregate([{ $out: 'x' }])
        .toArray(),
    ).rejects.toMatchObject({ code: 115 });
  });
});

describe('insert', () => {
  it('tells which document of a bulk is a duplicate, and stops there when ordered', async () => {
    await collection().createIndex({ bot: 1, name: 1 }, { unique: true });
    const documents = [
      { _id: 1, bot: 'a', name: 'x' },
      { _id: 2, bot: 'a', name: 'x' },
      { _id: 3, bot: 'a', name: 'y' },
    ] as never[];
    const ordered = await collection()
      .insertMany(documents)
      .catch((error: unknown) => error);
    expect(ordered).toBeInstanceOf(MongoBulkWriteError);
    expect(ordered).toMatchObject({ code: 11000, insertedCount: 1 });
    expect((ordered as MongoBulkWriteError).writeErrors).toMatchObject([
      { err: { index: 1, code: 11000, op: { _id: 2 } } },
    ]);
    expect((ordered as MongoBulkWriteError).message).toContain('index: bot_1_name_1 dup key');
    await collection().deleteMany({});
    const unordered = await collection()
      .insertMany(documents, { ordered: false })
      .catch((error: unknown) => error);
    expect(unordered).toMatchObject({ code: 11000, insertedCount: 2 });
  });

  it('refuses documents that are too large, made at once or little by little', async () => {
    const half = 'x'.repeat(9 * 1024 * 1024);
    await using raw = await RawClient.connect(server.port);
    expect(await raw.send({ insert: 'things', documents: [{ _id: 1, half }] })).toMatchObject({ n: 1 });
    const push = { q: { _id: 1 }, u: { $set: { other: half } } };
    expect(await raw.send({ update: 'things', updates: [push] })).toMatchObject({
      n: 0,
      writeErrors: [{ code: 10334 }],
    });
    expect(await collection().countDocuments({ other: { $exists: false } })).toBe(1);
  });

  it('refuses an array as an _id', async () => {
    await expect(collection().insertOne({ _id: [1] as never })).rejects.toMatchObject({ code: 53 });
  });

  it('refuses a second document of one _id', async () => {
    await collection().insertOne({ _id: 'one' as never });
    await expect(collection().insertOne({ _id: 'one' as never })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'one' },
    });
  });
});

describe('find', () => {
  it('gives large results in batches, in order', async () => {
    await collection().insertMany(Array.from({ length: 2500 }, (_, n) => ({ n })));
    const all = await collection()
      .find({}, { sort: { n: -1 }, batchSize: 100 })
      .toArray();
    expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 2500 }, (_, n) => 2499 - n));
    expect(
      await collection()
        .find({ n: { $gte: 10 } })
        .sort({ n: 1 })
        .skip(2)
        .limit(3)
        .toArray(),
    ).toMatchObject([{ n: 12 }, { n: 13 }, { n: 14 }]);
    expect(await collection().countDocuments({ n: { $lt: 7 } })).toBe(7);
    expect(await collection().estimatedDocumentCount()).toBe(2500);
    expect(await collection().distinct('n', { n: { $lt: 3 } })).toEqual([0, 1, 2]);
  });
});

describe('update', () => {
  it('tells what it matched, modified and inserted', async () => {
    await collection().insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await collection().updateMany({ a: { $lte: 2 } }, { $set: { a: 2 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    const upserted = await collection().updateOne(
      { key: 'k', n: { $gt: 5 } },
      { $set: { b: 1 }, $setOnInsert: { c: 2 }, $inc: { count: 1 } },
      { upsert: true },
    );
    expect(upserted).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await collection().findOne({ _id: upserted.upsertedId as ObjectId })).toMatchObject({
      key: 'k',
      b: 1,
      c: 2,
      count: 1,
    });
  });

  it('refuses an upsert whose _id another document has that does not match', async () => {
    await collection().insertOne({ _id: 'lease' as never, token: 7 });
    const steal = collection().updateOne(
      { _id: 'lease' as never, token: { $lt: 5 } },
      { $set: { token: 8 } },
      { upsert: true },
    );
    await expect(steal).rejects.toMatchObject({ code: 11000, keyValue: { _id: 'lease' } });
  });

  it('finds and modifies', async () => {
    await collection().insertMany([{ n: 1 }, { n: 2 }]);
    const before = await collection().findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } });
    expect(before).toMatchObject({ n: 2 });
    const after = await collection().findOneAndUpdate(
      { n: 12 },
      { $inc: { n: 1 } },
      { returnDocument: 'after' },
    );
    expect(after).toMatchObject({ n: 13 });
    expect(await collection().findOneAndDelete({ n: 13 })).toMatchObject({ n: 13 });
    expect(await collection().findOneAndUpdate({ n: 99 }, { $set: { a: 1 } })).toBeNull();
    const made = await collection().findOneAndReplace(
      { n: 99 },
      { b: 1 },
      { upsert: true, returnDocument: 'after' },
    );
    expect(made).toMatchObject({ b: 1 });
    expect(await collection().countDocuments()).toBe(2);
  });

  it('takes the time of the server in a pipeline', async () => {
    await collection().insertOne({ _id: 1 as never, until: new Date(0) });
    await collection().updateOne({ $expr: { $lt: ['$until', '$$NOW'] } }, [
      { $set: { until: { $add: ['$$NOW', 30_000] }, token: { $add: [{ $ifNull: ['$token', 0] }, 1] } } },
    ]);
    const lease = await collection().findOne({ _id: 1 as never });
    expect(Math.abs(lease?.until.getTime() - Date.now() - 30_000)).toBeLessThan(10_000);
    expect(lease?.token).toBe(1);
  });
});

describe('aggregate', () => {
  it('groups, unwinds and counts', async () => {
    await collection().insertMany([
      { chat: 'a', tags: ['x', 'y'] },
      { chat: 'a', tags: ['x'] },
      { chat: 'b', tags: [] },
    ]);
    expect(
      await collection()
        .aggregate([
          { $unwind: '$tags' },
          { $group: { _id: '$tags', n: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ])
        .toArray(),
    ).toEqual([
      { _id: 'x', n: 2 },
      { _id: 'y', n: 1 },
    ]);
    expect(
      await collection()
        .aggregate([{ $match: { chat: 'a' } }, { $count: 'n' }])
        .toArray(),
    ).toEqual([{ n: 2 }]);
  });
});

describe('collections and indexes', () => {
  it('lists and drops them', async () => {
    await collection().createIndex({ a: 1 }, { unique: true, partialFilterExpression: { state: 'open' } });
    expect(await collection().listIndexes().toArray()).toMatchObject([
      { name: '_id_', key: { _id: 1 } },
      { name: 'a_1', key: { a: 1 }, unique: true, partialFilterExpression: { state: 'open' } },
    ]);
    await collection().insertMany([
      { a: 1, state: 'open' },
      { a: 1, state: 'done' },
    ]);
    await expect(collection().insertOne({ a: 1, state: 'open' })).rejects.toMatchObject({ code: 11000 });
    await collection().dropIndex('a_1');
    await collection().insertOne({ a: 1, state: 'open' });
    expect(await client.db('test').listCollections().toArray()).toMatchObject([{ name: 'things' }]);
    await collection().drop();
    expect(await client.db('test').listCollections().toArray()).toEqual([]);
    await collection().insertOne({});
    await client.db('test').dropDatabase();
    expect(await collection().countDocuments()).toBe(0);
  });
});
