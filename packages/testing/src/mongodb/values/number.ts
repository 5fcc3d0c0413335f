import { Decimal128, Double, Int32, Long } from 'bson';

/** A number in the arithmetic of JavaScript: `bigint` only where a `Long` is beyond the safe integers. */
export type PlainNumber = number | bigint;

const LEAST_INT32 = -(2 ** 31);
const MOST_INT32 = 2 ** 31 - 1;

/**
 * The number that a value is; null when it is none. A `Decimal128` becomes the nearest double: this server knows only
 * that much of it.
 */
export function plainNumber(value: unknown): PlainNumber | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return plainLong(value);
  if (value instanceof Decimal128) return Number(value.toString());
  return null;
}

/** A number for options such as `limit`; null when the value is no number. */
export function numberIn(value: unknown): number | null {
  const number = plainNumber(value);
  return number === null ? null : Number(number);
}

/** Gives a number that an expression made the BSON type that a driver would give it. */
export function typedNumber(value: PlainNumber): Int32 | Double | Long {
  if (typeof value === 'bigint') return Long.fromBigInt(value);
  return isInt32(value) ? new Int32(value) : new Double(value);
}

/**
 * Calculates as `$inc` and `$mul` do: the result is a double when one of the two is, else an integer, which grows to 64
 * bits when 32 are too few. Null when it does not fit, or one of them is no number that this server calculates with.
 */
export function calculate(
  left: unknown,
  right: unknown,
  operation: 'add' | 'multiply',
): Int32 | Double | Long | null {
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a === null || b === null || left instanceof Decimal128 || right instanceof Decimal128) return null;
  if (isDouble(left) || isDouble(right)) {
    return new Double(operation === 'add' ? Number(a) + Number(b) : Number(a) * Number(b));
  }
  const exact = operation === 'add' ? BigInt(a) + BigInt(b) : BigInt(a) * BigInt(b);
  if (BigInt.asIntN(64, exact) !== exact) return null;
  const isLong = left instanceof Long || right instanceof Long || !isInt32(Number(exact));
  return isLong ? Long.fromBigInt(exact) : new Int32(Number(exact));
}

function isDouble(value: unknown): boolean {
  return value instanceof Double || (typeof value === 'number' && !isInt32(value));
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= LEAST_INT32 && value <= MOST_INT32 && !Object.is(value, -0);
}

function plainLong(value: Long): PlainNumber {
  const exact = value.toBigInt();
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}
