import { Binary, type Document, MaxKey, MinKey, MongoClient, ObjectId, Timestamp } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from '../mongo-server.ts';
import { queries } from './query-examples.ts';
import { updates } from './update-examples.ts';

let server: MongoServer;
let client: MongoClient;

beforeAll(async () => {
  server = await startMongoServer();
  client = new MongoClient(server.url);
});

afterAll(async () => {
  await client.close();
  await server.close();
});

async function collectionWith(given: Document[]) {
  const collection = client.db('manual').collection<Document>(new ObjectId().toHexString());
  if (given.length > 0) await collection.insertMany(given);
  return collection;
}

describe('the examples of the manual', () => {
  it.each(queries)('query of $path: $filter', async ({ given, filter, finds }) => {
    const collection = await collectionWith(given);
    expect((await collection.find(filter).toArray()).map(({ _id: id }) => id)).toEqual(finds);
  });

  it.each(updates)('update of $path: $update', async ({ given, filter = {}, update, becomes }) => {
    const collection = await collectionWith(given);
    await collection.updateMany(filter, update);
    expect(await collection.find().toArray()).toEqual(becomes);
  });

  it('order of types of reference/bson-type-comparison-order/', async () => {
    const inOrder = [
      new MinKey(),
      null,
      5,
      5.5,
      'a',
      'b',
      '\uFFFD',
      '👋',
      { a: 1 },
      { a: 1, b: 1 },
      new Binary(Buffer.from([1])),
      new Binary(Buffer.from([0, 0])),
      new ObjectId(),
      false,
      true,
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      /a/,
      new MaxKey(),
    ];
    const collection = await collectionWith(inOrder.map((value, _id) => ({ _id, value })).reverse());
    const sorted = await collection.find().sort({ value: 1 }).toArray();
    expect(sorted.map(({ _id: id }) => id)).toEqual(inOrder.map((_, at) => at));
    const reversed = await collection.find().sort({ value: -1 }).toArray();
    expect(reversed.map(({ _id: id }) => id)).toEqual(inOrder.map((_, at) => at).reverse());
  });

  it('sorting by arrays of reference/bson-type-comparison-order/#arrays', async () => {
    const collection = await collectionWith([
      { _id: 1, a: [3, 9] },
      { _id: 2, a: 5 },
      { _id: 3, a: [] },
      { _id: 4 },
    ]);
    const ids = async (direction: 1 | -1) =>
      (await collection.find().sort({ a: direction }).toArray()).map(({ _id: id }) => id);
    expect(await ids(1)).toEqual([3, 4, 1, 2]);
    expect(await ids(-1)).toEqual([1, 2, 4, 3]);
  });

  it('uniqueness of core/index-unique/: across documents, not within one; a missing field counts as null', async () => {
    const collection = await collectionWith([]);
    await collection.createIndex({ 'a.loc': 1, 'a.qty': 1 }, { unique: true });
    await collection.insertOne({ _id: 1 as never, a: [{ loc: 'A', qty: 5 }, { qty: 10 }] });
    await collection.insertOne({ _id: 2 as never, a: [{ loc: 'A' }, { qty: 5 }] });
    await collection.insertOne({ _id: 3 as never, a: [{ loc: 'A', qty: 10 }] });
    await collection.insertOne({
      _id: 4 as never,
      a: [
        { loc: 'B', qty: 1 },
        { loc: 'B', qty: 1 },
      ],
    });
    await expect(collection.insertOne({ a: [{ loc: 'A', qty: 5 }] })).rejects.toMatchObject({ code: 11000 });
    await expect(collection.insertOne({ a: { loc: 'B', qty: 1 } })).rejects.toMatchObject({ code: 11000 });
    await collection.insertOne({ a: 5 });
    await expect(collection.insertOne({})).rejects.toMatchObject({
      code: 11000,
      keyValue: { 'a.loc': null, 'a.qty': null },
    });
  });

  it('no index on two arrays of core/indexes/index-types/index-multikey/', async () => {
    const collection = await collectionWith([]);
    await collection.createIndex({ a: 1, b: 1 });
    await collection.insertMany([
      { a: [1, 2], b: 1 },
      { a: 1, b: [1, 2] },
    ]);
    await expect(collection.insertOne({ a: [1, 2], b: [1, 2] })).rejects.toMatchObject({ code: 171 });
  });

  it('partial and unique of core/index-partial/', async () => {
    const collection = await collectionWith([
      { username: 'david', age: 29 },
      { username: 'amanda', age: 35 },
    ]);
    await collection.createIndex(
      { username: 1 },
      { unique: true, partialFilterExpression: { age: { $gte: 21 } } },
    );
    await expect(collection.insertOne({ username: 'david', age: 27 })).rejects.toMatchObject({ code: 11000 });
    await collection.insertMany([
      { username: 'david', age: 20 },
      { username: 'amanda' },
      { username: 'amanda', age: null },
    ]);
    await expect(
      collection.updateOne({ username: 'david', age: 20 }, { $set: { age: 21 } }),
    ).rejects.toMatchObject({ code: 11000 });
    expect(await collection.countDocuments({ username: 'david' })).toBe(2);
  });

  it('distinct of reference/command/distinct/: elements of arrays', async () => {
    const collection = await collectionWith([{ sizes: ['S', 'M'] }, { sizes: 'L' }, { sizes: ['M'] }, {}]);
    expect(await collection.distinct('sizes')).toEqual(['L', 'M', 'S']);
  });

  it('projection of tutorial/project-fields-from-query-results/', async () => {
    const collection = await collectionWith([
      { _id: 1, item: 'a', status: 'A', size: { h: 1, uom: 'cm' }, instock: [{ qty: 5, at: 'x' }, 7] },
    ]);
    const find = (projection: Document) => collection.findOne({}, { projection });
    expect(await find({ item: 1, 'size.uom': 1 })).toEqual({ _id: 1, item: 'a', size: { uom: 'cm' } });
    expect(await find({ _id: 0, 'instock.qty': 1 })).toEqual({ instock: [{ qty: 5 }] });
    expect(await find({ status: 0, 'size.uom': 0, instock: 0 })).toEqual({
      _id: 1,
      item: 'a',
      size: { h: 1 },
    });
    expect(await find({ _id: 0, item: 1, total: { $add: ['$size.h', 1] } })).toEqual({ item: 'a', total: 2 });
    await expect(find({ item: 1, status: 0 })).rejects.toMatchObject({ ok: 0 });
  });

  it('conflicts and what cannot be changed', async () => {
    const collection = await collectionWith([{ _id: 1, a: 5, s: 'text' }]);
    const code = (update: Document) =>
      collection.updateOne({}, update).then(
        () => null,
        ({ code }) => code,
      );
    expect(await code({ $set: { x: 1 }, $inc: { x: 1 } })).toBe(40);
    expect(await code({ $set: { 'x.y': 1, x: 1 } })).toBe(40);
    expect(await code({ $set: { _id: 2 } })).toBe(66);
    expect(await code({ $set: { 'a.b': 1 } })).toBe(28);
    expect(await code({ $inc: { s: 1 } })).toBe(14);
    expect(await code({ $push: { a: 1 } })).toBe(2);
    expect(await collection.findOne()).toEqual({ _id: 1, a: 5, s: 'text' });
  });
});
