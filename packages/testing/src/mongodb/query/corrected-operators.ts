import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import { $arrayToObject, $round, $toString, $trunc } from 'mingo/operators/expression';
import type { Any, AnyObject, Options } from 'mingo/types';
import { CommandError } from '../command-error.ts';
import { areEqual, compareValues, farthest } from '../values/order.ts';

/** What an operator makes of its expression on a document. */
type Operator = (document: Any, expression: Any, options: Options) => unknown;

/** All values have one order, in which a missing one comes before null: reference/operator/aggregation/lt/ */
const comparison =
  (result: (order: number) => unknown): Operator =>
  (document, expression, options) =>
    result(compareValues(...pairOf(document, expression, options)));

/** The greatest or least value that is neither null nor missing: reference/operator/aggregation/max/ */
const extreme =
  (sign: 1 | -1): Operator =>
  (document, expression, options) => {
    const value = evalExpr(document, expression, options);
    return farthest(Array.isArray(value) ? value : [value], sign);
  };

/** One operand may stand without an array around it: reference/operator/aggregation/trunc/ */
const withOptionalPlaces =
  (operator: Operator): Operator =>
  (document, expression, options) =>
    operator(
      document,
      Array.isArray(expression) ? [expression[0], expression[1] ?? 0] : [expression, 0],
      options,
    );

/**
 * Operators of expressions that mingo does in another way than MongoDB. Paths are those of the manual, below
 * https://www.mongodb.com/docs/manual/
 */
export const correctedExpressions: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $cmp: comparison(Math.sign),
  $max: extreme(1),
  $min: extreme(-1),
  $trunc: withOptionalPlaces($trunc as Operator),
  $round: withOptionalPlaces($round as Operator),
  $in(document, expression, options) {
    const [value, list] = pairOf(document, expression, options);
    if (!Array.isArray(list))
      throw new CommandError('BadValue', '$in requires an array as a second argument');
    return list.some((each) => areEqual(each, value));
  },
  /** An error when it is no array: reference/operator/aggregation/size/ */
  $size(document, expression, options) {
    const value = evalExpr(document, onlyOperand(expression), options);
    if (!Array.isArray(value)) throw new CommandError('BadValue', 'The argument to $size must be an array');
    return value.length;
  },
  $arrayToObject: (document, expression, options) =>
    $arrayToObject(document as AnyObject, onlyOperand(expression), options),
  /** Of the letters of ASCII only: reference/operator/aggregation/toLower/ */
  $toLower: (document, expression, options) =>
    textOf(document, expression, options).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  $toUpper: (document, expression, options) =>
    textOf(document, expression, options).replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  $toString(document, expression, options) {
    const value = evalExpr(document, expression, options);
    return value instanceof ObjectId
      ? value.toHexString()
      : $toString(document as AnyObject, expression, options);
  },
};

function pairOf(document: Any, expression: Any, options: Options): [unknown, unknown] {
  if (!Array.isArray(expression) || expression.length !== 2) {
    throw new CommandError('BadValue', 'A comparison takes exactly 2 arguments.');
  }
  return evalExpr(document, expression, options) as [unknown, unknown];
}

/** An array around the only operand means the operand itself. */
function onlyOperand(expression: Any): Any {
  return Array.isArray(expression) && expression.length === 1 ? expression[0] : expression;
}

function textOf(document: Any, expression: Any, options: Options): string {
  const value = evalExpr(document, onlyOperand(expression), options);
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new CommandError('BadValue', 'Only texts are changed to upper or lower case by this test server.');
}
