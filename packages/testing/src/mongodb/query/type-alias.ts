import { Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import { CommandError } from '../command-error.ts';
import { numberIn } from '../values/number.ts';
import { typePlace } from '../values/order.ts';

type Test = (value: unknown) => boolean;

const isAt =
  (sample: unknown): Test =>
  (value) =>
    value !== undefined && typePlace(value) === typePlace(sample);

const isLong: Test = (value) => value instanceof Long && !(value instanceof Timestamp);
const isDouble: Test = (value) => value instanceof Double;
const isInt: Test = (value) => value instanceof Int32;
const isDecimal: Test = (value) => value instanceof Decimal128;

/** Aliases and numbers of BSON types: https://www.mongodb.com/docs/manual/reference/operator/query/type/ */
const TESTS = new Map<unknown, Test>([
  ['double', isDouble],
  [1, isDouble],
  ['string', isAt('')],
  [2, isAt('')],
  ['object', isAt({})],
  [3, isAt({})],
  ['array', Array.isArray],
  [4, Array.isArray],
  ['bool', isAt(true)],
  [8, isAt(true)],
  ['date', isAt(new Date(0))],
  [9, isAt(new Date(0))],
  ['null', isAt(null)],
  [10, isAt(null)],
  ['int', isInt],
  [16, isInt],
  ['long', isLong],
  [18, isLong],
  ['decimal', isDecimal],
  [19, isDecimal],
  ['number', isAt(0)],
  ['binData', (value) => value !== undefined && typePlace(value) === 30],
  [5, (value) => value !== undefined && typePlace(value) === 30],
  ['objectId', (value) => value !== undefined && typePlace(value) === 35],
  [7, (value) => value !== undefined && typePlace(value) === 35],
]);

/**
 * Whether a value has one of the types that `$type` names.
 * @throws CommandError when a type is not known
 */
export function typeTest(types: unknown): Test {
  const tests = (Array.isArray(types) ? types : [types]).map((type) => {
    const test = TESTS.get(typeof type === 'string' ? type : numberIn(type));
    if (test === undefined) throw new CommandError('BadValue', `Unknown type name alias: ${String(type)}`);
    return test;
  });
  return (value) => tests.some((test) => test(value));
}
