import type { Document } from 'mongodb';

/**
 * What the MongoDB manual shows, with its own documents and results, from `https://www.mongodb.com/docs/manual/` and the
 * path that is named.
 */
export interface Example {
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

/** Filters, and the `_id`s of what they find. */
export const queries: QueryExample[] = [
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
