import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { type BsonDocument, isDocument } from './document.ts';
import { type PlainNumber, plainNumber } from './number.ts';

/** Places in the order of types, with gaps as in the server's own code. */
const MISSING = 0;
const NULL = 5;
const NUMBER = 10;
const STRING = 15;
const DOCUMENT = 20;
const ARRAY = 25;
const BINARY = 30;
const OBJECT_ID = 35;
const BOOLEAN = 40;
const DATE = 45;
const TIMESTAMP = 47;
const REGULAR_EXPRESSION = 50;

/**
 * Where the type of a value stands among the types; numbers of all types stand together.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export function typePlace(value: unknown): number {
  if (value === undefined) return MISSING;
  if (value === null) return NULL;
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'number':
    case 'bigint':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
  }
  if (Array.isArray(value)) return ARRAY;
  if (isDocument(value)) return DOCUMENT;
  return placeOfClass(value);
}

function placeOfClass(value: unknown): number {
  if (value instanceof Int32 || value instanceof Double || value instanceof Decimal128) return NUMBER;
  // A Timestamp is a Long to JavaScript.
  if (value instanceof Timestamp) return TIMESTAMP;
  if (value instanceof Long) return NUMBER;
  if (value instanceof Date) return DATE;
  if (value instanceof ObjectId) return OBJECT_ID;
  if (value instanceof Binary || value instanceof Uint8Array) return BINARY;
  if (value instanceof BSONSymbol) return STRING;
  if (value instanceof BSONRegExp || value instanceof RegExp) return REGULAR_EXPRESSION;
  if (value instanceof DBRef) return 55;
  if (value instanceof Code) return 60;
  if (value instanceof MinKey) return -1;
  if (value instanceof MaxKey) return 127;
  throw new Error(`A value of type ${Object.prototype.toString.call(value)} has no place.`);
}

/** Compares any two values as a sort does; `undefined` stands for a missing one. */
export function compareValues(left: unknown, right: unknown): number {
  const place = typePlace(left);
  const difference = place - typePlace(right);
  return difference === 0 ? compareAlike(place, left, right) : difference;
}

/** Whether two values are equal: numbers by value, not by type; documents with their fields in the same order. */
export function areEqual(left: unknown, right: unknown): boolean {
  return compareValues(left, right) === 0;
}

/** The greatest or least of the values that are neither null nor missing; null when there is none. */
export function farthest(values: readonly unknown[], sign: 1 | -1): unknown {
  const some = values.filter((value) => value !== undefined && value !== null);
  if (some.length === 0) return null;
  return some.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best));
}

function compareAlike(place: number, left: unknown, right: unknown): number {
  switch (place) {
    case NUMBER:
      return compareNumbers(plainNumber(left) as PlainNumber, plainNumber(right) as PlainNumber);
    case STRING:
      return compareStrings(String(left), String(right));
    case DOCUMENT:
      return compareDocuments(left as BsonDocument, right as BsonDocument);
    case ARRAY:
      return compareArrays(left as unknown[], right as unknown[]);
    case BINARY:
      return compareBinaries(left as Binary, right as Binary);
    case OBJECT_ID:
      return Buffer.compare((left as ObjectId).id, (right as ObjectId).id);
    case BOOLEAN:
      return Number(left) - Number(right);
    case DATE:
      return (left as Date).getTime() - (right as Date).getTime();
    case TIMESTAMP:
      return (left as Timestamp).compare(right as Timestamp);
    case MISSING:
    case NULL:
      return 0;
    default:
      return compareStrings(JSON.stringify(left), JSON.stringify(right));
  }
}

/** Not a number comes before all others and equals itself. */
function compareNumbers(left: PlainNumber, right: PlainNumber): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
}

/** By code points, as UTF-8 bytes order: JavaScript's own order differs where there are surrogates. */
function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return a >= 0xd8_00 && b >= 0xd8_00 ? surrogatesLast(a) - surrogatesLast(b) : a - b;
  }
  return left.length - right.length;
}

function surrogatesLast(unit: number): number {
  return unit >= 0xe0_00 ? unit - 0x8_00 : unit + 0x20_00;
}

/** Field by field in their order: by type, then by name, then by value. */
function compareDocuments(left: BsonDocument, right: BsonDocument): number {
  const [leftNames, rightNames] = [Object.keys(left), Object.keys(right)];
  for (const [at, name] of leftNames.entries()) {
    const otherName = rightNames[at];
    if (otherName === undefined) return 1;
    const [a, b] = [left[name], right[otherName]];
    const difference = typePlace(a) - typePlace(b) || compareStrings(name, otherName) || compareValues(a, b);
    if (difference !== 0) return difference;
  }
  return leftNames.length - rightNames.length;
}

function compareArrays(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [at, value] of left.entries()) {
    if (at >= right.length) return 1;
    const difference = compareValues(value, right[at]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareBinaries(left: Binary, right: Binary): number {
  const [a, b] = [left.value(), right.value()];
  return a.length - b.length || left.sub_type - right.sub_type || Buffer.compare(a, b);
}
