import { CommandError } from '../command-error.ts';
import { type BsonDocument, fieldOf, isDocument, isOperatorDocument } from '../values/document.ts';
import { areEqual } from '../values/order.ts';
import { withField, withoutField, withValueAt } from './change-path.ts';
import { applyOperators, type UpdateMoment } from './update-operators.ts';
import { applyPipeline } from './update-pipeline.ts';

/**
 * The document after an update: operators, a pipeline, or a document that replaces it. Its `_id` stays.
 * @throws CommandError when the update is wrong or would change the `_id`
 */
export function applyUpdate(document: BsonDocument, update: unknown, moment: UpdateMoment): BsonDocument {
  const result = changed(document, update, moment);
  const before = fieldOf(document, '_id');
  const after = fieldOf(result, '_id');
  if (before === undefined) return withIdFirst(result);
  if (after === undefined && !isReplacement(update)) throw immutable();
  if (after !== undefined && !areEqual(before, after)) throw immutable();
  return withIdFirst({ ...result, _id: before });
}

/** Whether an update replaces the whole document. */
export function isReplacement(update: unknown): boolean {
  return isDocument(update) && !isOperatorDocument(update);
}

/**
 * The document that an upsert starts from: what the filter says must be equal.
 * https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/#upsert-with-operator-expressions
 */
export function upsertBase(filter: BsonDocument): BsonDocument {
  return equalitiesIn(filter).reduce<BsonDocument>(
    (document, [path, value]) => withValueAt(document, path, value),
    {},
  );
}

/** A document begins with its `_id`. */
export function withIdFirst(document: BsonDocument): BsonDocument {
  if (!Object.hasOwn(document, '_id') || Object.keys(document)[0] === '_id') return document;
  const { _id: id, ...rest } = document;
  return { _id: id, ...rest };
}

function equalitiesIn(filter: BsonDocument): [path: string, value: unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === '$and') return (condition as BsonDocument[]).flatMap(equalitiesIn);
    if (name.startsWith('$')) return [];
    if (!isOperatorDocument(condition)) return [[name, condition]];
    return Object.hasOwn(condition, '$eq') ? [[name, condition.$eq]] : [];
  });
}

function changed(document: BsonDocument, update: unknown, moment: UpdateMoment): BsonDocument {
  if (Array.isArray(update)) return applyPipeline(document, update, moment.now);
  if (!isDocument(update))
    throw new CommandError('FailedToParse', 'The update must be a document or an array');
  if (!isReplacement(update)) return applyOperators(document, update, moment);
  const operator = Object.keys(update).find((name) => name.startsWith('$'));
  if (operator !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${operator}' is not allowed`,
    );
  }
  const id = fieldOf(document, '_id');
  return id === undefined
    ? update
    : withField(withoutField(update, '_id'), '_id', fieldOf(update, '_id') ?? id);
}

function immutable(): CommandError {
  return new CommandError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}
