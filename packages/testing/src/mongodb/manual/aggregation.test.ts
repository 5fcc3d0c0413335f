import { type Document, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from '../mongo-server.ts';
import type { Example } from './query-examples.ts';

interface AggregationExample extends Example {
  pipeline: Document[];
  gives: Document[];
}

const SALES = [
  { _id: 1, item: 'abc', price: 10, quantity: 2, date: new Date('2014-01-01T08:00:00Z') },
  { _id: 2, item: 'jkl', price: 20, quantity: 1, date: new Date('2014-02-03T09:00:00Z') },
  { _id: 3, item: 'xyz', price: 5, quantity: 5, date: new Date('2014-02-03T09:05:00Z') },
  { _id: 4, item: 'abc', price: 10, quantity: 10, date: new Date('2014-02-15T08:00:00Z') },
  { _id: 5, item: 'xyz', price: 5, quantity: 10, date: new Date('2014-02-15T09:05:00Z') },
];
const SIZES = [
  { _id: 1, item: 'ABC', sizes: ['S', 'M'] },
  { _id: 2, item: 'EFG', sizes: [] },
  { _id: 3, item: 'IJK', sizes: 'M' },
  { _id: 4, item: 'LMN' },
  { _id: 5, item: 'XYZ', sizes: null },
];

const aggregations: AggregationExample[] = [
  {
    path: 'reference/operator/aggregation/group/',
    given: SALES,
    pipeline: [
      {
        $group: { _id: '$item', total: { $sum: { $multiply: ['$price', '$quantity'] } }, count: { $sum: 1 } },
      },
      { $match: { total: { $gte: 75 } } },
      { $sort: { _id: 1 } },
    ],
    gives: [
      { _id: 'abc', total: 120, count: 2 },
      { _id: 'xyz', total: 75, count: 2 },
    ],
  },
  {
    path: 'reference/operator/aggregation/group/',
    given: SALES,
    pipeline: [
      { $sort: { date: -1 } },
      {
        $group: {
          _id: null,
          first: { $first: '$_id' },
          last: { $last: '$_id' },
          latest: { $max: '$date' },
          least: { $min: '$price' },
          average: { $avg: '$quantity' },
          most: { $max: { $multiply: ['$price', '$quantity', 2] } },
          count: { $count: {} },
          all: { $push: '$quantity' },
          missing: { $push: '$gone' },
          prices: { $addToSet: '$price' },
          none: { $addToSet: '$gone' },
        },
      },
    ],
    gives: [
      {
        _id: null,
        first: 5,
        last: 1,
        latest: new Date('2014-02-15T09:05:00Z'),
        least: 5,
        average: 5.6,
        most: 200,
        count: 5,
        all: [10, 10, 5, 1, 2],
        missing: [],
        prices: [5, 10, 20],
        none: [],
      },
    ],
  },
  {
    path: 'reference/operator/aggregation/group/',
    given: [{ _id: 1, a: null }, { _id: 2 }, { _id: 3, a: { x: 1 } }, { _id: 4, a: { x: 1 } }],
    pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    gives: [
      { _id: null, n: 2 },
      { _id: { x: 1 }, n: 2 },
    ],
  },
  {
    path: 'reference/operator/aggregation/unwind/',
    given: SIZES,
    pipeline: [{ $unwind: '$sizes' }],
    gives: [
      { _id: 1, item: 'ABC', sizes: 'S' },
      { _id: 1, item: 'ABC', sizes: 'M' },
      { _id: 3, item: 'IJK', sizes: 'M' },
    ],
  },
  {
    path: 'reference/operator/aggregation/unwind/',
    given: SIZES,
    pipeline: [{ $unwind: { path: '$sizes', preserveNullAndEmptyArrays: true } }],
    gives: [
      { _id: 1, item: 'ABC', sizes: 'S' },
      { _id: 1, item: 'ABC', sizes: 'M' },
      { _id: 2, item: 'EFG' },
      { _id: 3, item: 'IJK', sizes: 'M' },
      { _id: 4, item: 'LMN' },
      { _id: 5, item: 'XYZ', sizes: null },
    ],
  },
  {
    path: 'reference/operator/aggregation/sortByCount/',
    given: [{ tags: ['a', 'b'] }, { tags: ['b'] }],
    pipeline: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }],
    gives: [
      { _id: 'b', count: 2 },
      { _id: 'a', count: 1 },
    ],
  },
  {
    path: 'reference/operator/aggregation/project/',
    given: [
      { _id: 1, title: 'abc123', author: { last: 'zzz', first: 'aaa' }, copies: 5, stop: [{ title: 'b' }] },
    ],
    pipeline: [
      {
        $project: {
          'author.first': 1,
          'stop.title': 1,
          lastName: '$author.last',
          isLow: { $lt: ['$copies', 6] },
        },
      },
    ],
    gives: [{ _id: 1, author: { first: 'aaa' }, stop: [{ title: 'b' }], lastName: 'zzz', isLow: true }],
  },
  {
    path: 'reference/operator/aggregation/project/',
    given: [{ _id: 1, title: 'abc123', author: { last: 'zzz', first: 'aaa' } }],
    pipeline: [{ $project: { 'author.first': 0, _id: 0 } }],
    gives: [{ title: 'abc123', author: { last: 'zzz' } }],
  },
  {
    path: 'reference/operator/aggregation/replaceRoot/',
    given: [{ _id: 1, name: 'a', pets: { dogs: 2 } }],
    pipeline: [{ $replaceRoot: { newRoot: { $mergeObjects: [{ cats: 0 }, '$pets'] } } }],
    gives: [{ cats: 0, dogs: 2 }],
  },
  {
    path: 'reference/operator/aggregation/limit/',
    given: SALES,
    pipeline: [{ $match: { item: 'xyz' } }, { $limit: 1 }, { $skip: 0 }, { $unset: ['price', 'date'] }],
    gives: [{ _id: 3, item: 'xyz', quantity: 5 }],
  },
  {
    path: 'reference/operator/aggregation/count/',
    given: SALES,
    pipeline: [{ $match: { quantity: { $gt: 100 } } }, { $count: 'n' }],
    gives: [],
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

describe('the aggregations of the manual', () => {
  it.each(aggregations)('$path: $pipeline', async ({ given, pipeline, gives }) => {
    const collection = client.db('manual').collection<Document>(new ObjectId().toHexString());
    await collection.insertMany(given);
    expect(await collection.aggregate(pipeline).toArray()).toEqual(gives);
  });

  it('refuses stages that it does not do for certain', async () => {
    const collection = client.db('manual').collection('sales');
    for (const stage of [{ $facet: {} }, { $lookup: {} }, { $merge: 'x' }, { $changeStream: {} }]) {
      await expect(collection.aggregate([stage]).toArray()).rejects.toMatchObject({ code: 115 });
    }
  });
});
