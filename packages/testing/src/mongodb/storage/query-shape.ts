import { isRegularExpression } from '../query/regular-expression.ts';
import { type BsonDocument, isDocument, isOperatorDocument } from '../values/document.ts';
import type { ValueRange } from './collection-index.ts';

/** What a filter says about single fields, as far as an index can use it. */
export interface QueryShape {
  /** By path: the document has one of these values there. */
  equalities: Map<string, readonly unknown[]>;
  /** By path: the document has a value there that lies between these. */
  ranges: Map<string, ValueRange>;
  /** Paths whose value is compared, or asked for; the document has them for certain. */
  present: Set<string>;
}

/** Reads a filter; what it does not understand only means that less is known. */
export function shapeOf(filter: BsonDocument): QueryShape {
  const shape: QueryShape = { equalities: new Map(), ranges: new Map(), present: new Set() };
  collect(filter, shape);
  return shape;
}

function collect(filter: BsonDocument, shape: QueryShape): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(condition)) {
      for (const each of condition) if (isDocument(each)) collect(each, shape);
    } else if (!name.startsWith('$')) {
      collectField(name, condition, shape);
    }
  }
}

function collectField(path: string, condition: unknown, shape: QueryShape): void {
  if (!isOperatorDocument(condition)) {
    addEquality(path, [condition], shape);
    return;
  }
  if (Object.hasOwn(condition, '$eq')) addEquality(path, [condition.$eq], shape);
  if (Array.isArray(condition.$in)) addEquality(path, condition.$in, shape);
  addRange(path, condition, shape);
  if (condition.$exists === true) shape.present.add(path);
}

/** Of several ends the first is taken: a wider search finds no less. */
function addRange(path: string, condition: BsonDocument, { ranges, present }: QueryShape): void {
  const least = condition.$gte ?? condition.$gt;
  const most = condition.$lte ?? condition.$lt;
  if (least === undefined && most === undefined) return;
  const known = ranges.get(path);
  ranges.set(path, { least: known?.least ?? least, most: known?.most ?? most });
  present.add(path);
}

/** An array is equal as a whole or to an element, which an index does not tell; a pattern is not equality at all. */
function addEquality(path: string, values: readonly unknown[], shape: QueryShape): void {
  if (values.some((value) => Array.isArray(value) || isRegularExpression(value))) return;
  const known = shape.equalities.get(path);
  if (known === undefined || known.length > values.length) shape.equalities.set(path, values);
  if (!values.some((value) => value === null || value === undefined)) shape.present.add(path);
}
