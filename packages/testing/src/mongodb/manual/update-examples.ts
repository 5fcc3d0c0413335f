import type { Document } from 'mongodb';
import type { Example } from './query-examples.ts';

interface UpdateExample extends Example {
  filter?: Document;
  update: Document | Document[];
  becomes: Document[];
}

/** Updates of all documents, and what they become. */
export const updates: UpdateExample[] = [
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
    path: 'reference/operator/update/setOnInsert/',
    given: [{ _id: 1, item: 'apple' }],
    update: { $set: { item: 'pear' }, $setOnInsert: { defaultQty: 100 } },
    becomes: [{ _id: 1, item: 'pear' }],
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
