import { Binary, type Document, MaxKey, MinKey, MongoClient, ObjectId, Timestamp } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from './mongo-server.ts';

/**
 * What the MongoDB manual shows, with its own documents and results, from `https://www.mongodb.com/docs/manual/` and the
 * path that is named.
 */
interface Example {
  path: string;
  given: Document[];
}

interface QueryExample extends Example {
  filter: Document;
  /** The `_id`s. */
  finds: unknown[];
}

const INVENTORY = [
  {
    _id: 1,
    item: 'journal',
    instock: [
      { warehouse: 'A', qty: 5 },
      { warehouse: 'C', qty: 15 },
    ],
  },
  { _id: 2, item: 'notebook', instock: [{ warehouse: 'C', qty: 5 }] },
  {
    _id: 3,
    item: 'paper',
    instock: [
      { warehouse: 'A', qty: 60 },
      { warehouse: 'B', qty: 15 },
    ],
  },
  {
    _id: 4,
    item: 'planner',
    instock: [
      { warehouse: 'A', qty: 40 },
      { warehouse: 'B', qty: 5 },
    ],
  },
  {
    _id: 5,
    item: 'postcard',
    instock: [
      { warehouse: 'B', qty: 15 },
      { warehouse: 'C', qty: 35 },
    ],
  },
];
const ARRAYS = [
  { _id: 1, tags: ['blank', 'red'], dim_cm: [14, 21] },
  { _id: 2, tags: ['red', 'blank'], dim_cm: [14, 21] },
  { _id: 3, tags: ['red', 'blank', 'plain'], dim_cm: [14, 21] },
  { _id: 4, tags: ['blank', 'red'], dim_cm: [22.85, 30] },
  { _id: 5, tags: ['blue'], dim_cm: [10, 15.25] },
];
const SIZES = [
  { _id: 1, size: { h: 14, w: 21, uom: 'cm' } },
  { _id: 2, size: { h: 8.5, w: 11, uom: 'in' } },
];

const queries: QueryExample[] = [
  {
    path: 'tutorial/query-for-null-fields/',
    given: [{ _id: 1, item: null }, { _id: 2 }],
    filter: { item: null },
    finds: [1, 2],
  },
  {
    path: 'tutorial/query-for-null-fields/',
    given: [{ _id: 1, item: null }, { _id: 2 }],
    filter: { item: { $type: 10 } },
    finds: [1],
  },
  {
    path: 'tutorial/query-for-null-fields/',
    given: [{ _id: 1, item: null }, { _id: 2 }],
    filter: { item: { $exists: false } },
    finds: [2],
  },
  { path: 'tutorial/query-arrays/', given: ARRAYS, filter: { tags: ['red', 'blank'] }, finds: [2] },
  {
    path: 'tutorial/query-arrays/',
    given: ARRAYS,
    filter: { tags: { $all: ['red', 'blank'] } },
    finds: [1, 2, 3, 4],
  },
  {
    path: 'tutorial/query-arrays/',
    given: ARRAYS,
    filter: { dim_cm: { $gt: 15, $lt: 20 } },
    finds: [1, 2, 3, 5],
  },
  {
    path: 'tutorial/query-arrays/',
    given: ARRAYS,
    filter: { dim_cm: { $elemMatch: { $gt: 22, $lt: 30 } } },
    finds: [4],
  },
  { path: 'tutorial/query-arrays/', given: ARRAYS, filter: { 'dim_cm.1': { $gt: 25 } }, finds: [4] },
  { path: 'tutorial/query-arrays/', given: ARRAYS, filter: { tags: { $size: 3 } }, finds: [3] },
  {
    path: 'tutorial/query-embedded-documents/',
    given: SIZES,
    filter: { size: { h: 14, w: 21, uom: 'cm' } },
    finds: [1],
  },
  {
    path: 'tutorial/query-embedded-documents/',
    given: SIZES,
    filter: { size: { w: 21, h: 14, uom: 'cm' } },
    finds: [],
  },
  { path: 'tutorial/query-embedded-documents/', given: SIZES, filter: { 'size.uom': 'in' }, finds: [2] },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { instock: { warehouse: 'A', qty: 5 } },
    finds: [1],
  },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { instock: { qty: 5, warehouse: 'A' } },
    finds: [],
  },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { 'instock.0.qty': { $lte: 20 } },
    finds: [1, 2, 5],
  },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { 'instock.qty': { $lte: 20 } },
    finds: [1, 2, 3, 4, 5],
  },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { instock: { $elemMatch: { qty: { $gt: 10, $lte: 20 } } } },
    finds: [1, 3, 5],
  },
  {
    path: 'tutorial/query-array-of-documents/',
    given: INVENTORY,
    filter: { 'instock.qty': 5, 'instock.warehouse': 'A' },
    finds: [1, 4],
  },
  {
    path: 'reference/operator/query/ne/',
    given: [{ _id: 1, a: 1 }, { _id: 2, a: [1, 2] }, { _id: 3 }],
    filter: { a: { $ne: 1 } },
    finds: [3],
  },
  {
    path: 'reference/operator/query/nin/',
    given: [{ _id: 1, a: 1 }, { _id: 2 }],
    filter: { a: { $nin: [1, 5] } },
    finds: [2],
  },
  {
    path: 'reference/operator/query/not/',
    given: [{ _id: 1, a: 1 }, { _id: 2, a: 5 }, { _id: 3 }],
    filter: { a: { $not: { $gt: 3 } } },
    finds: [1, 3],
  },
  {
    path: 'reference/operator/query/gt/',
    given: [{ _id: 1, a: 'x' }, { _id: 2, a: 5 }, { _id: 3, a: new Date() }, { _id: 4 }],
    filter: { a: { $gt: 3 } },
    finds: [2],
  },
  {
    path: 'reference/operator/query/mod/',
    given: [
      { _id: 1, a: 0 },
      { _id: 2, a: 5 },
      { _id: 3, a: 12 },
    ],
    filter: { a: { $mod: [4, 0] } },
    finds: [1, 3],
  },
  {
    path: 'reference/operator/query/regex/',
    given: [
      { _id: 1, a: 'abc123' },
      { _id: 2, a: 'ABC' },
      { _id: 3, a: 'x' },
    ],
    filter: { a: /^abc/i },
    finds: [1, 2],
  },
  {
    path: 'reference/operator/query/in/',
    given: [{ _id: 1, a: ['be', 'x'] }, { _id: 2, a: 'st' }, { _id: 3 }],
    filter: { a: { $in: [/^be/, /^st/] } },
    finds: [1, 2],
  },
  {
    path: 'reference/operator/query/expr/',
    given: [
      { _id: 1, budget: 400, spent: 450 },
      { _id: 2, budget: 100, spent: 150 },
      { _id: 3, budget: 300, spent: 250 },
    ],
    filter: { $expr: { $gt: ['$spent', '$budget'] } },
    finds: [1, 2],
  },
];

interface UpdateExample extends Example {
  filter?: Document;
  update: Document | Document[];
  becomes: Document[];
}

const updates: UpdateExample[] = [
  {
    path: 'reference/operator/update/push/',
    given: [
      {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 3, score: 5 },
          { wk: 4, score: 6 },
        ],
      },
    ],
    update: {
      $push: {
        quizzes: {
          $each: [
            { wk: 5, score: 8 },
            { wk: 6, score: 7 },
            { wk: 7, score: 6 },
          ],
          $sort: { score: -1 },
          $slice: 3,
        },
      },
    },
    becomes: [
      {
        _id: 5,
        quizzes: [
          { wk: 1, score: 10 },
          { wk: 2, score: 8 },
          { wk: 5, score: 8 },
        ],
      },
    ],
  },
  {
    // "If the field is absent in the document to update, $push adds the array field with the value as its element."
    path: 'reference/operator/update/slice/',
    given: [{ _id: 1 }],
    update: { $push: { scores: { $each: [80, 78, 86], $slice: -2 } } },
    becomes: [{ _id: 1, scores: [78, 86] }],
  },
  {
    path: 'reference/operator/update/slice/',
    given: [{ _id: 2, scores: [89, 90] }],
    update: { $push: { scores: { $each: [100, 20], $slice: 3 } } },
    becomes: [{ _id: 2, scores: [89, 90, 100] }],
  },
  {
    path: 'reference/operator/update/position/',
    given: [{ _id: 1, scores: [50, 60, 70, 100] }],
    update: { $push: { scores: { $each: [20, 30], $position: 2 } } },
    becomes: [{ _id: 1, scores: [50, 60, 20, 30, 70, 100] }],
  },
  {
    path: 'reference/operator/update/addToSet/',
    given: [{ _id: 1, letters: ['a', 'b'] }],
    update: { $addToSet: { letters: { $each: ['b', 'c'] } } },
    becomes: [{ _id: 1, letters: ['a', 'b', 'c'] }],
  },
  {
    path: 'reference/operator/update/addToSet/',
    given: [{ _id: 1, letters: ['a', 'b'] }],
    update: { $addToSet: { letters: ['c', 'd'] } },
    becomes: [{ _id: 1, letters: ['a', 'b', ['c', 'd']] }],
  },
  {
    path: 'reference/operator/update/pull/',
    given: [{ _id: 1, votes: [3, 5, 6, 7, 7, 8] }],
    update: { $pull: { votes: { $gte: 6 } } },
    becomes: [{ _id: 1, votes: [3, 5] }],
  },
  {
    path: 'reference/operator/update/pull/',
    given: [
      {
        _id: 1,
        results: [
          { item: 'A', score: 5 },
          { item: 'B', score: 8 },
        ],
      },
    ],
    update: { $pull: { results: { score: 8, item: 'B' } } },
    becomes: [{ _id: 1, results: [{ item: 'A', score: 5 }] }],
  },
  {
    path: 'reference/operator/update/pullAll/',
    given: [{ _id: 1, scores: [0, 2, 5, 5, 1, 0] }],
    update: { $pullAll: { scores: [0, 5] } },
    becomes: [{ _id: 1, scores: [2, 1] }],
  },
  {
    path: 'reference/operator/update/pop/',
    given: [{ _id: 1, scores: [8, 9, 10] }],
    update: { $pop: { scores: -1 } },
    becomes: [{ _id: 1, scores: [9, 10] }],
  },
  {
    path: 'reference/operator/update/min/',
    given: [{ _id: 1, highScore: 800, lowScore: 200 }],
    update: { $min: { lowScore: 150 } },
    becomes: [{ _id: 1, highScore: 800, lowScore: 150 }],
  },
  {
    path: 'reference/operator/update/max/',
    given: [{ _id: 1, highScore: 800 }],
    update: { $max: { highScore: 870, other: 1 } },
    becomes: [{ _id: 1, highScore: 870, other: 1 }],
  },
  {
    path: 'reference/operator/update/mul/',
    given: [{ _id: 1, price: 10.99 }],
    update: { $mul: { price: 2, qty: 100 } },
    becomes: [{ _id: 1, price: 21.98, qty: 0 }],
  },
  {
    path: 'reference/operator/update/unset/',
    given: [{ _id: 1, item: 'chisel', list: [1, 2, 3], quantity: 4 }],
    update: { $unset: { quantity: '', 'list.1': '' } },
    becomes: [{ _id: 1, item: 'chisel', list: [1, null, 3] }],
  },
  {
    path: 'reference/operator/update/rename/',
    given: [{ _id: 1, nmae: { first: 'george' } }],
    update: { $rename: { nmae: 'name' } },
    becomes: [{ _id: 1, name: { first: 'george' } }],
  },
  {
    path: 'reference/operator/update/set/',
    given: [{ _id: 100, tags: ['technical', 'business'], ratings: [{ by: 'user123', rating: 2 }] }],
    update: { $set: { 'tags.1': 'rain gear', 'ratings.0.rating': 3, 'details.make': 'zzz' } },
    becomes: [
      {
        _id: 100,
        tags: ['technical', 'rain gear'],
        ratings: [{ by: 'user123', rating: 3 }],
        details: { make: 'zzz' },
      },
    ],
  },
  {
    path: 'reference/method/db.collection.updateOne/',
    given: [{ _id: 1, member: 'abc123', status: 'P', points: 2, misc1: 'note', misc2: 'later' }],
    update: [
      { $set: { status: 'Modified', comments: ['$misc1', '$misc2'] } },
      { $unset: ['misc1', 'misc2'] },
    ],
    becomes: [{ _id: 1, member: 'abc123', status: 'Modified', points: 2, comments: ['note', 'later'] }],
  },
  {
    path: 'reference/method/db.collection.updateMany/',
    given: [
      { _id: 1, tests: [95, 92, 90] },
      { _id: 2, tests: [94, 88, 90] },
      { _id: 3, tests: [70, 75, 82] },
    ],
    update: [
      { $set: { average: { $trunc: [{ $avg: '$tests' }, 0] } } },
      {
        $set: {
          grade: { $cond: [{ $gte: ['$average', 90] }, 'A', 'C'] },
        },
      },
    ],
    becomes: [
      { _id: 1, tests: [95, 92, 90], average: 92, grade: 'A' },
      { _id: 2, tests: [94, 88, 90], average: 90, grade: 'A' },
      { _id: 3, tests: [70, 75, 82], average: 75, grade: 'C' },
    ],
  },
  {
    path: 'reference/operator/aggregation/set/',
    given: [{ _id: 1, type: 'car', specs: { doors: 4, wheels: 4 } }],
    update: [{ $set: { 'specs.fuel_type': 'unleaded', specs: { wheels: 3 } } }],
    becomes: [{ _id: 1, type: 'car', specs: { doors: 4, wheels: 3, fuel_type: 'unleaded' } }],
  },
];

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
