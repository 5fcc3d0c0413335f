import { fieldOf, isDocument } from './document.ts';
import { plainNumber, typedNumber } from './number.ts';
import { areEqual } from './order.ts';

/** A copy for mingo, which only calculates with JavaScript's numbers. Other BSON types stay what they are. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isDocument(value)) return plainNumber(value) ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainValue(each)]));
}

/**
 * Back to BSON types after an expression: a number that is still what the original has at the same place keeps its type,
 * any other gets the type that a driver would give it.
 */
export function typedValue(value: unknown, original: unknown): unknown {
  const number = plainNumber(value);
  if (number !== null) return areEqual(value, original) ? original : typedNumber(number);
  if (Array.isArray(value)) {
    const originals = Array.isArray(original) ? original : [];
    return value.map((each, at) => typedValue(each ?? null, originals[at]));
  }
  if (!isDocument(value)) return value;
  const originals = isDocument(original) ? original : {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => [name, typedValue(each, fieldOf(originals, name))]),
  );
}
