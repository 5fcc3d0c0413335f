import { type Document, Double, Int32, Long, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from './mongo-server.ts';

let time = new Date(1_700_000_000_000);
let server: MongoServer;
let client: MongoClient;

beforeAll(async () => {
  server = await startMongoServer({ clock: { now: () => time } });
  client = new MongoClient(server.url);
});

afterAll(async () => {
  await client.close();
  await server.close();
});

async function collectionWith(...given: Document[]) {
  const collection = client.db('test').collection<Document>(new ObjectId().toHexString());
  if (given.length > 0) await collection.insertMany(given);
  return collection;
}

describe('$$NOW', () => {
  it('is the clock of the server, in filters and in updates', async () => {
    const collection = await collectionWith({ _id: 1, until: time });
    const taking = [{ $set: { until: { $add: ['$$NOW', 1_000] } } }];
    const isFree = { $expr: { $lt: ['$until', '$$NOW'] } };
    expect(await collection.updateOne(isFree, taking)).toMatchObject({ matchedCount: 0 });
    time = new Date(time.getTime() + 1);
    expect(await collection.updateOne(isFree, taking)).toMatchObject({ matchedCount: 1 });
    expect(await collection.findOne()).toEqual({ _id: 1, until: new Date(time.getTime() + 1_000) });
    const set = [{ $set: { at: '$$NOW', text: { $literal: '$$NOW' } } }];
    const made = await collection.findOneAndUpdate({ _id: 2 as never }, set, {
      upsert: true,
      returnDocument: 'after',
    });
    expect(made).toEqual({ _id: 2, at: time, text: '$$NOW' });
  });

  it('does not stand still by itself', async () => {
    await using other = await startMongoServer();
    const own = new MongoClient(other.url);
    const collection = own.db('test').collection('things');
    const before = Date.now();
    await collection.insertOne({});
    await collection.updateOne({}, [{ $set: { at: '$$NOW' } }]);
    const at = (await collection.findOne())?.at.getTime();
    expect(at >= before && at <= Date.now()).toBe(true);
    await own.close();
  });
});

describe('comparisons in expressions', () => {
  // https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/: a missing field comes before null.
  it.each([
    [{ $lt: ['$gone', '$$NOW'] }, true],
    [{ $lt: [null, '$$NOW'] }, true],
    [{ $eq: ['$gone', null] }, false],
    [{ $lt: ['$gone', null] }, true],
    [{ $eq: [{ $ifNull: ['$gone', null] }, null] }, true],
    [{ $eq: ['$int', '$double'] }, true],
    [{ $lt: ['$int', 'text'] }, true],
    [{ $gt: ['$list', { $literal: {} }] }, true],
    [{ $eq: ['$list', [2, 1]] }, true],
    [{ $eq: ['$list', [1, 2]] }, false],
    [{ $eq: ['$id', new ObjectId('0123456789abcdef01234567')] }, true],
    [{ $in: [2, '$list'] }, true],
    [{ $and: [{ $gte: ['$long', 5] }, { $ne: ['$int', 6] }] }, true],
  ])('%j is %s', async (expression, expected) => {
    const collection = await collectionWith({
      int: new Int32(5),
      double: new Double(5),
      long: Long.fromString('9007199254740993'),
      list: [2, 1],
      id: new ObjectId('0123456789abcdef01234567'),
    });
    expect(await collection.countDocuments({ $expr: expression })).toBe(expected ? 1 : 0);
  });
});

describe('the types of numbers', () => {
  it.each([
    [new Int32(1), new Int32(2), new Int32(3)],
    [new Int32(2 ** 31 - 1), new Int32(1), Long.fromNumber(2 ** 31)],
    [Long.fromNumber(1), new Int32(2), Long.fromNumber(3)],
    [Long.fromString('9007199254740993'), Long.fromNumber(1), Long.fromString('9007199254740994')],
    [new Int32(1), new Double(2), new Double(3)],
    [undefined, Long.fromNumber(2), Long.fromNumber(2)],
  ])('%s and $inc by %s make %s', async (start, operand, result) => {
    const collection = await collectionWith(start === undefined ? {} : { n: start });
    await collection.updateOne({}, { $inc: { n: operand } });
    expect((await collection.findOne({}, { promoteValues: false }))?.n).toEqual(result);
  });

  it('stay what they are in fields that an update does not touch', async () => {
    const collection = await collectionWith({
      _id: 1,
      d: new Double(2),
      l: Long.fromNumber(3),
      list: [new Double(1)],
    });
    await collection.updateOne({}, { $set: { 'list.1': new Double(2) } });
    await collection.updateOne({}, [{ $set: { x: { $add: ['$d', 1] } } }]);
    expect(await collection.findOne({}, { promoteValues: false })).toEqual({
      _id: new Int32(1),
      d: new Double(2),
      l: Long.fromNumber(3),
      list: [new Double(1), new Double(2)],
      x: new Int32(3),
    });
  });

  it('stay what they are when an expression only passes them on', async () => {
    const collection = await collectionWith({
      _id: 1,
      d: new Double(2),
      o: { l: Long.fromNumber(3) },
      n: new Double(7),
    });
    await collection.updateOne({}, [{ $replaceWith: { $mergeObjects: ['$$ROOT', { n: 8 }] } }]);
    expect(await collection.findOne({}, { promoteValues: false })).toEqual({
      _id: new Int32(1),
      d: new Double(2),
      o: { l: Long.fromNumber(3) },
      n: new Int32(8),
    });
  });

  it('refuse to overflow', async () => {
    const collection = await collectionWith({ n: Long.MAX_VALUE });
    await expect(collection.updateOne({}, { $inc: { n: 1 } })).rejects.toMatchObject({ code: 14 });
  });
});

describe('new fields', () => {
  it('come in the order of their names, behind those that are there; the _id comes first', async () => {
    const collection = await collectionWith({ z: 1, _id: 1 });
    await collection.updateOne({}, { $set: { c: 1, a: 1 }, $inc: { b: 1 } });
    expect(Object.keys((await collection.findOne()) ?? {})).toEqual(['_id', 'z', 'a', 'b', 'c']);
    const filter = { x: 1, _id: 2 } as Document;
    const made = await collection.findOneAndUpdate(
      filter,
      { $set: { a: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(Object.keys(made ?? {})).toEqual(['_id', 'x', 'a']);
  });
});

describe('names that mean something to JavaScript', () => {
  it('are fields like all others', async () => {
    const hostile = JSON.parse(
      '{"_id": 1, "__proto__": {"a": 1}, "constructor": 2, "toString": "x"}',
    ) as Document;
    const collection = await collectionWith();
    await collection.insertOne(hostile);
    await collection.updateOne({ constructor: 2 }, { $set: { hasOwnProperty: 1 } });
    await collection.updateOne({}, [{ $set: { valueOf: '$constructor' } }]);
    const read = await collection.findOne({ toString: 'x' });
    expect(Object.entries(read ?? {})).toEqual([
      ['_id', 1],
      ['__proto__', { a: 1 }],
      ['constructor', 2],
      ['toString', 'x'],
      ['hasOwnProperty', 1],
      ['valueOf', 2],
    ]);
  });
});

describe('a TTL index', () => {
  it('removes what is over at the time of the server', async () => {
    const collection = await collectionWith(
      { _id: 1, at: new Date(time.getTime() - 60_000) },
      { _id: 2, at: new Date(time.getTime() - 59_999) },
      { _id: 3, at: 'no date' },
      { _id: 4, at: [time, new Date(0)] },
    );
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    server.removeExpired();
    expect(await collection.distinct('_id')).toEqual([2, 3]);
    time = new Date(time.getTime() + 1);
    server.removeExpired();
    expect(await collection.distinct('_id')).toEqual([3]);
  });
});
