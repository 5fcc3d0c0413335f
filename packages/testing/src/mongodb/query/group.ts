import { CommandError, unsupported } from '../command-error.ts';
import { SortedMap } from '../storage/sorted-map.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { plainNumber } from '../values/number.ts';
import { areEqual, compareValues, farthest } from '../values/order.ts';
import { evaluate } from './expression.ts';

/** Makes one value of those that an expression has on the documents of a group; `undefined` where it is missing. */
type Accumulator = (values: readonly unknown[]) => unknown;

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/group/#accumulator-operator */
const ACCUMULATORS: Record<string, Accumulator> = {
  $sum: (values) => numbersIn(values).reduce((sum, number) => sum + number, 0),
  $avg: (values) => {
    const numbers = numbersIn(values);
    return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number) / numbers.length;
  },
  $max: (values) => farthest(values, 1),
  $min: (values) => farthest(values, -1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: presentIn,
  $addToSet: (values) =>
    presentIn(values)
      .sort(compareValues)
      .filter((value, at, all) => at === 0 || !areEqual(value, all[at - 1])),
  $mergeObjects: (values) => Object.assign({}, ...values.filter(isDocument)),
};

/**
 * Does `$group` itself: mingo evaluates an accumulator as an expression on the list of documents. The groups come in the
 * order of their `_id`; MongoDB promises none.
 * @throws CommandError for an accumulator that is not known here
 */
export function groupDocuments(
  { _id: id, ...fields }: BsonDocument,
  documents: readonly BsonDocument[],
  now: Date,
): BsonDocument[] {
  const accumulators = Object.entries(fields).map(([field, given]) => ({
    field,
    ...accumulatorIn(field, given),
  }));
  return groupsBy(id, documents, now).map(([key, members]) => {
    const result: BsonDocument = { _id: key };
    for (const { field, accumulate, expression } of accumulators) {
      result[field] = accumulate(members.map((document) => evaluate(expression, document, now)));
    }
    return result;
  });
}

function groupsBy(id: unknown, documents: readonly BsonDocument[], now: Date): [unknown, BsonDocument[]][] {
  const groups = new SortedMap<unknown, BsonDocument[]>(undefined, compareValues);
  for (const document of documents) {
    const key = evaluate(id, document, now) ?? null;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [document]);
    else members.push(document);
  }
  return [...groups.entries()];
}

function accumulatorIn(field: string, given: unknown): { accumulate: Accumulator; expression: unknown } {
  const [entry, ...others] = isDocument(given) ? Object.entries(given) : [];
  if (entry === undefined || others.length > 0) {
    throw new CommandError('BadValue', `The field '${field}' must be an accumulator object`);
  }
  const [name, expression] = entry;
  if (name === '$count') return { accumulate: (values) => values.length, expression: null };
  const accumulate = ACCUMULATORS[name];
  if (accumulate === undefined) throw unsupported(`The accumulator ${name}`);
  return { accumulate, expression };
}

function numbersIn(values: readonly unknown[]): number[] {
  return values
    .map(plainNumber)
    .filter((number) => number !== null)
    .map(Number);
}

function presentIn(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined);
}
