import { CommandError } from '../command-error.ts';
import { compileFilter } from '../query/filter.ts';
import { compileSort } from '../query/sort.ts';
import { type BsonDocument, isDocument, isOperatorDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { areEqual, compareValues } from '../values/order.ts';

const PUSH_MODIFIERS = new Set(['$each', '$slice', '$sort', '$position']);

/**
 * The array after `$push`, with `$each`, `$position`, `$sort` and `$slice` in the order of the manual; a missing array
 * counts as empty, and is sliced as any other.
 * https://www.mongodb.com/docs/manual/reference/operator/update/push/
 */
export function pushed(current: unknown, operand: unknown, path: string): unknown[] {
  const array = arrayIn(current, '$push', path);
  if (!isDocument(operand) || !Object.hasOwn(operand, '$each')) return [...array, operand];
  const unknown = Object.keys(operand).find((name) => !PUSH_MODIFIERS.has(name));
  if (unknown !== undefined) throw new CommandError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const { $each: each, $slice: slice, $sort: sort, $position: position } = operand;
  if (!Array.isArray(each))
    throw new CommandError('BadValue', 'The argument to $each in $push must be an array');
  const result = [...array];
  result.splice(numberIn(position) ?? array.length, 0, ...each);
  if (sort !== undefined) result.sort(elementOrder(sort));
  return sliced(result, numberIn(slice));
}

/** The array after `$addToSet`: what it has already is not added. */
export function addedToSet(current: unknown, operand: unknown, path: string): unknown[] {
  const result = [...arrayIn(current, '$addToSet', path)];
  const isEach = isDocument(operand) && Object.hasOwn(operand, '$each');
  for (const value of isEach ? (operand.$each as unknown[]) : [operand]) {
    if (!result.some((each) => areEqual(each, value))) result.push(value);
  }
  return result;
}

/** The array without what the condition matches: a value, operators, or a filter for documents. */
export function pulled(current: unknown, condition: unknown, path: string, now: Date): unknown[] {
  const array = arrayIn(current, '$pull', path);
  const matches = pullTest(condition, now);
  return array.filter((value) => !matches(value));
}

/** The array without the given values. */
export function pulledAll(current: unknown, values: unknown, path: string): unknown[] {
  if (!Array.isArray(values)) throw new CommandError('BadValue', '$pullAll requires an array argument');
  const array = arrayIn(current, '$pullAll', path);
  return array.filter((value) => !values.some((each) => areEqual(each, value)));
}

/** The array without its last (1) or first (-1) element. */
export function popped(current: unknown, operand: unknown, path: string): unknown[] {
  const array = arrayIn(current, '$pop', path);
  return numberIn(operand) === -1 ? array.slice(1) : array.slice(0, -1);
}

function pullTest(condition: unknown, now: Date): (value: unknown) => boolean {
  if (isOperatorDocument(condition)) {
    const matches = compileFilter({ value: condition }, now);
    return (value) => matches({ value });
  }
  if (!isDocument(condition)) return (value) => areEqual(value, condition);
  const matches = compileFilter(condition, now);
  return (value) => isDocument(value) && matches(value);
}

function arrayIn(value: unknown, operator: string, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new CommandError('BadValue', `The field '${path}' must be an array for ${operator}.`);
}

function elementOrder(sort: unknown): (left: unknown, right: unknown) => number {
  const direction = numberIn(sort);
  if (direction !== null) return (left, right) => direction * compareValues(left, right);
  const compare = compileSort(sort as BsonDocument);
  return (left, right) => compare(documentOf(left), documentOf(right));
}

function documentOf(value: unknown): BsonDocument {
  return isDocument(value) ? value : {};
}

function sliced(array: unknown[], slice: number | null): unknown[] {
  if (slice === null) return array;
  if (slice === 0) return [];
  return slice < 0 ? array.slice(slice) : array.slice(0, slice);
}
