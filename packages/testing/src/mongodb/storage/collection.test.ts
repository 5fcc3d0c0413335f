import { BSONRegExp, Double, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSort } from '../query/sort.ts';
import type { BsonDocument } from '../values/document.ts';
import { areEqual } from '../values/order.ts';
import { Collection } from './collection.ts';

const NOW = new Date(0);

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((n) => new Int32(n)),
  fc.integer({ min: 0, max: 4 }).map((n) => new Double(n)),
  fc.integer({ min: 0, max: 4 }).map((n) => Long.fromNumber(n)),
  fc.constantFrom(null, 'a', 'b', true, new Date(2)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ x: scalar }, { requiredKeys: [] }),
  fc.array(fc.record({ x: scalar }, { requiredKeys: [] }), { maxLength: 2 }),
);
const small = fc.integer({ min: 0, max: 4 }).map((n) => new Int32(n));
const pairs = fc.array(fc.record({ x: small, y: small }), { maxLength: 3 });
const documents = fc.array(fc.record({ a: value, b: scalar, c: scalar, l: pairs }, { requiredKeys: [] }), {
  maxLength: 25,
});

const condition = fc.oneof(
  scalar,
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $gte: small, $lt: small }),
  fc.record({ $lte: scalar }),
  fc.record({ $ne: scalar }),
  fc.record({ $gte: value }),
  fc.record({ $eq: value }),
  fc.record({ $lte: fc.constantFrom(null, new Double(Number.NaN)) }),
  value,
  fc.constant(new BSONRegExp('^a')),
  fc.constant({ $exists: true }),
);
const filters = fc.dictionary(fc.constantFrom('a', 'a.x', 'b', 'c'), condition, { maxKeys: 3 });
const sorts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'l.x', 'l.y'), fc.constantFrom<1 | -1>(1, -1), {
  maxKeys: 2,
});

const KEYS: BsonDocument[] = [
  { a: 1 },
  { 'a.x': 1, b: 1 },
  { b: 1, c: -1 },
  { b: -1, a: 1 },
  { c: 1, b: 1, a: -1 },
  { 'l.x': 1, 'l.y': 1 },
];

const PARTS: BsonDocument[] = [
  { a: { $gt: new Int32(1) } },
  { b: { $exists: true } },
  { c: { $in: [new Int32(1), 'a', null] } },
];

function addIndexes(collection: Collection): void {
  for (const [at, key] of KEYS.entries()) collection.addIndex({ name: `index${at}`, key });
  collection.addIndex({ name: 'partial', key: { c: 1 }, partialFilterExpression: { b: new Int32(1) } });
  for (const [at, partial] of PARTS.entries()) {
    collection.addIndex({ name: `part${at}`, key: { b: 1, a: 1, c: 1 }, partialFilterExpression: partial });
  }
  collection.addIndex({ name: 'sparse', key: { c: -1, b: 1 }, sparse: true });
}

describe('Collection', () => {
  it('finds with its indexes what it finds without, in the same order', () => {
    fc.assert(
      fc.property(
        documents,
        filters,
        sorts,
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 30 }),
        (given, filter, sort, skip, limit) => {
          const [plain, indexed] = [new Collection('plain'), new Collection('indexed')];
          addIndexes(indexed);
          for (const [id, document] of given.entries()) {
            for (const collection of [plain, indexed]) collection.put({ _id: id, ...document });
          }
          // What is changed and removed must leave the indexes, too.
          for (const collection of [plain, indexed]) {
            collection.put({ _id: 0, a: 'b', b: 'a' });
            collection.remove(1);
          }
          const search = { filter, sort: { ...sort, _id: 1 }, skip, limit, now: NOW };
          const ids = (collection: Collection) => collection.find(search).map(({ _id: id }) => id);
          expect(ids(indexed)).toEqual(ids(plain));
          // Documents that are alike to the sort may come in any order.
          const alike = compileSort(sort);
          const [first, second] = [plain, indexed].map((each) =>
            each.find({ filter, sort, skip, limit, now: NOW }),
          );
          expect(second?.length).toBe(first?.length);
          for (const [at, document] of (first ?? []).entries()) {
            expect(alike(document, second?.[at] ?? {})).toBe(0);
          }
          const all = (collection: Collection) =>
            new Set(collection.find({ filter, sort, now: NOW }).map(({ _id: id }) => id));
          expect(all(indexed)).toEqual(all(plain));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('sorts by two fields of one array as without an index', () => {
    const collection = new Collection('pairs');
    collection.addIndex({ name: 'pairs', key: { 'l.x': 1, 'l.y': 1 } });
    collection.put({ _id: 'second', l: [{ x: 1, y: 3 }] });
    collection.put({
      _id: 'first',
      l: [
        { x: 1, y: 5 },
        { x: 2, y: 0 },
      ],
    });
    const [first] = collection.find({ filter: {}, sort: { 'l.x': 1, 'l.y': 1 }, limit: 1, now: NOW });
    expect(first?._id).toBe('first');
  });

  it('sorts by the greatest element though the filter names another', () => {
    const collection = new Collection('elements');
    collection.put({ _id: 'second', a: 2 });
    collection.put({ _id: 'first', a: [2, 3] });
    const [first] = collection.find({ filter: { a: 2 }, sort: { a: -1 }, now: NOW });
    expect(first?._id).toBe('first');
  });

  it('takes a partial index only for documents that are all in it', () => {
    const collection = new Collection('parts');
    collection.addIndex({ name: 'there', key: { a: 1 }, partialFilterExpression: { a: { $exists: true } } });
    collection.addIndex({ name: 'some', key: { b: 1 }, partialFilterExpression: { c: { $in: [1, 2] } } });
    for (const document of [{ _id: 0 }, { _id: 1, a: null, b: 1, c: 1 }, { _id: 2, a: 1, b: 1, c: 3 }]) {
      collection.put(document);
    }
    const found = (filter: BsonDocument) => collection.find({ filter, now: NOW }).map(({ _id: id }) => id);
    expect(found({ a: null })).toEqual([0, 1]);
    expect(found({ a: { $in: [null, 1] } })).toEqual([0, 1, 2]);
    expect(found({ b: 1, c: { $in: [1, 3] } })).toEqual([1, 2]);
    expect(found({ b: 1, c: 1 })).toEqual([1]);
  });

  it('keeps what is unique unique, with or without other documents around', () => {
    fc.assert(
      fc.property(documents, (given) => {
        const collection = new Collection('unique');
        collection.addIndex({ name: 'b', key: { b: 1 }, unique: true });
        for (const [id, document] of given.entries()) {
          const isTaken = collection.all().some((other) => areEqual(other.b ?? null, document.b ?? null));
          const put = () => collection.put({ _id: id, ...document });
          if (isTaken) expect(put).toThrow('E11000');
          else put();
        }
      }),
    );
  });

  it('looks at few documents where an index narrows or orders', () => {
    const collection = new Collection('many');
    collection.addIndex({ name: 'place', key: { chat: 1, time: 1 } });
    let seen = 0;
    for (let n = 0; n < 20_000; n++) {
      const document = { _id: new ObjectId(), chat: n % 2, time: n };
      Object.defineProperty(document, 'watched', {
        enumerable: true,
        get: () => {
          seen++;
          return 1;
        },
      });
      collection.put(document);
    }
    const lookedAt = (search: { filter: BsonDocument; sort?: BsonDocument; limit?: number }) => {
      seen = 0;
      collection.find({ ...search, filter: { watched: 1, ...search.filter }, now: NOW });
      return seen;
    };
    const [some] = collection.find({ filter: {}, limit: 1, now: NOW });
    expect(lookedAt({ filter: { _id: some?._id } })).toBe(1);
    expect(lookedAt({ filter: { chat: 1, time: 15 } })).toBe(1);
    expect(lookedAt({ filter: { chat: { $in: [0, 1] }, time: { $in: [14, 15] } } })).toBe(2);
    expect(lookedAt({ filter: { chat: 1 }, sort: { time: -1 }, limit: 50 })).toBe(50);
    expect(lookedAt({ filter: {}, sort: { chat: 1, time: 1 }, limit: 50 })).toBe(50);
    expect(lookedAt({ filter: { chat: 1, time: { $gt: 19_990 } } })).toBe(5);
    expect(lookedAt({ filter: { chat: 1, time: { $lt: 1_000 } }, sort: { time: -1 }, limit: 50 })).toBe(50);
    expect(lookedAt({ filter: { chat: { $in: [] } } })).toBe(0);
    expect(lookedAt({ filter: { time: 15 } })).toBe(20_000);
    collection.addIndex({
      name: 'late',
      key: { time: 1 },
      partialFilterExpression: { time: { $gt: 19_000 } },
    });
    expect(lookedAt({ filter: { time: 19_015 } })).toBe(1);
    expect(lookedAt({ filter: { time: 18_015 } })).toBe(20_000);
  });
});
