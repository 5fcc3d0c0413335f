import { Binary, Int32, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { evaluate } from './expression.ts';

const ID = '0123456789abcdef01234567';
const NOW = new Date(1_000);
const DOCUMENT = {
  a: new Int32(5),
  d: new Date(500),
  l: [new Int32(1), new Int32(2), new Int32(3)],
  o: { x: new Int32(1) },
  id: new ObjectId(ID),
  s: 'abc',
  n: null,
  b: new Binary(Buffer.from([1, 2])),
  ms: [{ id: 1, t: 'x' }, { id: 2 }],
  big: Long.fromString('9007199254740993'),
};

/** As https://www.mongodb.com/docs/manual/reference/operator/aggregation/ says, one page for each operator. */
const values: [expression: unknown, value: unknown][] = [
  [{ $max: ['$d', '$$NOW'] }, NOW],
  [{ $max: ['$gone', '$n', '$a'] }, 5],
  [{ $min: ['$n', '$a'] }, 5],
  [{ $max: '$l' }, 3],
  [{ $max: ['$gone'] }, null],
  [{ $add: ['$d', 1] }, new Date(501)],
  [{ $add: ['$gone', 1] }, null],
  [{ $add: ['$n', 1] }, null],
  [{ $add: ['$$NOW', { $multiply: [30, 1000] }] }, new Date(31_000)],
  [{ $subtract: ['$$NOW', '$d'] }, 500],
  [{ $subtract: ['$d', 100] }, new Date(400)],
  [{ $dateAdd: { startDate: '$d', unit: 'second', amount: 1 } }, new Date(1_500)],
  [{ $ifNull: ['$n', '$gone', 7] }, 7],
  [{ $size: '$l' }, 3],
  [{ $size: [{ $ifNull: ['$gone', []] }] }, 0],
  [{ $concatArrays: ['$l', [4]] }, [1, 2, 3, 4]],
  [{ $concatArrays: ['$gone', [4]] }, null],
  [{ $filter: { input: '$ms', as: 'm', cond: { $ne: ['$$m.id', 1] } } }, [{ id: 2 }]],
  [{ $filter: { input: '$ms', cond: { $eq: ['$$this.t', 'x'] } } }, [{ id: 1, t: 'x' }]],
  [{ $map: { input: '$ms', as: 'm', in: '$$m.id' } }, [1, 2]],
  [{ $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $slice: ['$l', -2] }, [2, 3]],
  [{ $slice: ['$l', 1, 1] }, [2]],
  [{ $slice: [[], -2] }, []],
  [{ $arrayElemAt: ['$l', -1] }, 3],
  [{ $arrayElemAt: ['$l', 9] }, undefined],
  [{ $indexOfArray: ['$l', 2] }, 1],
  [{ $reverseArray: '$l' }, [3, 2, 1]],
  [{ $sortArray: { input: [3, 1, 2], sortBy: 1 } }, [1, 2, 3]],
  [{ $range: [0, 3] }, [0, 1, 2]],
  [{ $mergeObjects: ['$o', { y: 2 }] }, { x: 1, y: 2 }],
  [{ $mergeObjects: ['$gone', { y: 2 }] }, { y: 2 }],
  [{ $objectToArray: '$o' }, [{ k: 'x', v: 1 }]],
  [{ $arrayToObject: [[{ k: 'x', v: 1 }]] }, { x: 1 }],
  [{ $setField: { field: 'z', input: '$o', value: 3 } }, { x: 1, z: 3 }],
  [{ $setUnion: [['$a'], [5, 6]] }, [5, 6]],
  [{ $setDifference: ['$l', [2]] }, [1, 3]],
  [{ $setIsSubset: [[1], [1, 2]] }, true],
  [{ $cond: ['$gone', 1, 2] }, 2],
  [{ $cond: [0, 1, 2] }, 2],
  [{ $cond: ['', 1, 2] }, 1],
  [{ $not: ['$gone'] }, true],
  [{ $and: ['$a', '$gone'] }, false],
  [{ $and: [] }, true],
  [{ $or: ['$gone', '$a'] }, true],
  [{ $let: { vars: { q: '$a' }, in: { $multiply: ['$$q', 2] } } }, 10],
  [{ $type: '$gone' }, 'missing'],
  [{ $type: '$d' }, 'date'],
  [{ $isArray: ['$l'] }, true],
  [{ $concat: ['$s', 'd'] }, 'abcd'],
  [{ $concat: ['$s', '$gone'] }, null],
  [{ $toLower: 'ÄB' }, 'Äb'],
  [{ $toUpper: ['äb'] }, 'äB'],
  [{ $toLower: '$gone' }, ''],
  [{ $toString: '$id' }, ID],
  [{ $toString: '$a' }, '5'],
  [{ $toLong: '$d' }, 500],
  [{ $trunc: 1.7 }, 1],
  [{ $trunc: [1.77, 1] }, 1.7],
  [{ $round: [1.77] }, 2],
  [{ $literal: '$a' }, '$a'],
  [
    { x: '$a', y: '$gone' },
    { x: 5, y: undefined },
  ],
  ['$big', 9_007_199_254_740_993n],
  ['$$ROOT.o.x', 1],
  ['$ms.t', ['x']],
  [{ $eq: ['$b', new Binary(Buffer.from([1, 2]))] }, true],
  [{ $eq: ['$o', { x: 1 }] }, true],
];

describe('evaluate', () => {
  it.each(values)('%j is what the manual says', (expression, value) => {
    expect(evaluate(expression, DOCUMENT, NOW)).toEqual(value);
  });

  it.each([
    [{ $size: '$gone' }],
    [{ $size: '$s' }],
    [{ $fly: 1 }],
    [{ $lt: [1] }],
    [{ $in: [1, '$a'] }],
    [{ $function: {} }],
    ['$$unknown'],
  ])('%j is refused', (expression) => {
    expect(() => evaluate(expression, DOCUMENT, NOW)).toThrow(expect.objectContaining({ code: 2 }));
  });
});
