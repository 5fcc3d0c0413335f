import { MaxKey, MinKey } from 'bson';
import { CommandError, unsupported } from '../command-error.ts';
import { isOperatorDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { areEqual, compareValues, typePlace } from '../values/order.ts';
import { isRegularExpression, patternOf } from './regular-expression.ts';

/** Decides by one value. */
export type ValueTest = (value: unknown) => boolean;

/** Equal to the operand, or matched by it when it is a pattern and may be one. */
export function equalTo(operand: unknown, mayBePattern = true): ValueTest {
  if (mayBePattern && isRegularExpression(operand)) {
    const pattern = patternOf(operand);
    return (value) => (typeof value === 'string' && pattern.test(value)) || isSame(value, operand);
  }
  return (value) => isSame(value, operand);
}

/** Null also means a field that is not there. */
function isSame(value: unknown, operand: unknown): boolean {
  return areEqual(value ?? null, operand ?? null);
}

/** One of the operand's values, or matched by one of its patterns. */
export function oneOf(name: string, operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} needs an array`);
  if (operand.some(isOperatorDocument)) throw new CommandError('BadValue', `cannot nest $ under ${name}`);
  const tests = operand.map((each) => equalTo(each));
  return (value) => tests.some((test) => test(value));
}

/** Only values of the operand's own type are compared, except with the ends of the order. */
export function inOrder(operand: unknown, holds: (order: number) => boolean, orEqual = false): ValueTest {
  if (isRegularExpression(operand))
    throw new CommandError('BadValue', "Can't have RegEx as arg to predicate");
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    return (value) => value !== undefined && holds(compareValues(value, operand));
  }
  if (operand === null) return (value) => orEqual && (value ?? null) === null;
  const place = typePlace(operand);
  const isNaNOperand = Number.isNaN(numberIn(operand));
  return (value) => {
    if (typePlace(value) !== place) return false;
    if (isNaNOperand || Number.isNaN(numberIn(value))) return orEqual && areEqual(value, operand);
    return holds(compareValues(value, operand));
  };
}

/** `$mod`: a number whose division by the first leaves the second. */
export function remainder(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw new CommandError('BadValue', 'malformed mod, needs to be an array of two numbers');
  }
  const [divisor, rest] = operand.map((each) => Math.trunc(numberIn(each) ?? Number.NaN));
  if (!divisor || Number.isNaN(rest)) throw unsupported('This use of $mod');
  return (value) => {
    const number = numberIn(value);
    return number !== null && Math.trunc(number) % divisor === rest;
  };
}
