import { Int32 } from 'bson';
import { CommandError, unsupported } from '../command-error.ts';
import { compileFilter } from '../query/filter.ts';
import type { IndexDescription } from '../storage/collection-index.ts';
import type { BsonDocument } from '../values/document.ts';
import { isDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { areEqual } from '../values/order.ts';
import {
  type Command,
  type CommandContext,
  collectionName,
  collectionOf,
  documentsField,
} from './command.ts';

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'background',
  'hidden',
  'expireAfterSeconds',
]);
/** What a partial index may ask: https://www.mongodb.com/docs/manual/core/index-partial/ */
const PARTIAL_OPERATORS = new Set([
  '$eq',
  '$exists',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$type',
  '$in',
  '$and',
  '$or',
]);

/** Builds indexes; those that exist already in the same way are passed over. */
export const createIndexes: Command = {
  isWrite: true,
  fields: ['indexes', 'commitQuorum'],
  run(context) {
    const { database } = context;
    const collection = collectionName(context);
    const isNew = collectionOf(context) === null;
    const before = collectionOf(context)?.indexes.size ?? 1;
    const wanted = documentsField(context.command, 'indexes').map(descriptionOf);
    const added = wanted.filter((index) => !exists(context, index));
    for (const index of added) context.change({ kind: 'create_index', database, collection, index });
    return {
      numIndexesBefore: new Int32(before),
      numIndexesAfter: new Int32(before + added.length),
      createdCollectionAutomatically: isNew && added.length > 0,
      ...(added.length === 0 ? { note: 'all indexes already exist' } : {}),
    };
  },
};

function descriptionOf(given: BsonDocument): IndexDescription {
  const unknown = Object.keys(given).find((option) => !OPTIONS.has(option));
  if (unknown !== undefined) throw unsupported(`The index option '${unknown}'`);
  const { key, name, unique, sparse, expireAfterSeconds, partialFilterExpression: partial } = given;
  if (!isDocument(key) || Object.keys(key).length === 0 || typeof name !== 'string' || name === '') {
    throw new CommandError('CannotCreateIndex', 'An index needs a key and a name.');
  }
  if (Object.values(key).some((direction) => typeof direction === 'string')) {
    throw unsupported('An index of another kind than 1 and -1');
  }
  return {
    v: new Int32(2),
    key,
    name,
    ...(unique === true ? { unique } : {}),
    ...(sparse === true ? { sparse } : {}),
    ...(expireAfterSeconds === undefined
      ? {}
      : { expireAfterSeconds: checkedExpiry(expireAfterSeconds, key) }),
    ...(partial === undefined ? {} : { partialFilterExpression: checkedPartial(partial) }),
  };
}

function checkedExpiry(seconds: unknown, key: BsonDocument): unknown {
  const number = numberIn(seconds);
  if (number === null || number < 0 || Object.keys(key).length > 1) {
    throw new CommandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes with a number of seconds.',
    );
  }
  return seconds;
}

function checkedPartial(partial: unknown): BsonDocument {
  if (!isDocument(partial))
    throw new CommandError('TypeMismatch', 'partialFilterExpression must be an object');
  const operator = operatorsIn(partial).find((name) => !PARTIAL_OPERATORS.has(name));
  if (operator !== undefined) {
    throw new CommandError('CannotCreateIndex', `Expression not supported in partial index: ${operator}`);
  }
  const isExistsFalse = Object.values(partial).some((each) => isDocument(each) && each.$exists === false);
  if (isExistsFalse) {
    throw new CommandError('CannotCreateIndex', 'Expression not supported in partial index: $not');
  }
  compileFilter(partial, new Date(0));
  return partial;
}

function operatorsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(operatorsIn);
  if (!isDocument(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...(name.startsWith('$') ? [name] : []),
    ...operatorsIn(each),
  ]);
}

/** @throws CommandError when there is one of this name or key that differs */
function exists(context: CommandContext, wanted: IndexDescription): boolean {
  for (const { description } of collectionOf(context)?.indexes.values() ?? []) {
    const isSameName = description.name === wanted.name;
    const isSameKey = areEqual(description.key, wanted.key);
    if (isSameName && isSameKey && areEqual(optionsOf(description), optionsOf(wanted))) return true;
    if (isSameName && description.name === '_id_' && isSameKey) return true;
    if (isSameName) {
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index, but is not the same: ${wanted.name}`,
      );
    }
    if (isSameKey && areEqual(optionsOf(description), optionsOf(wanted))) {
      throw new CommandError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${description.name}`,
      );
    }
  }
  return false;
}

function optionsOf(description: IndexDescription): BsonDocument {
  const { unique, sparse, expireAfterSeconds, partialFilterExpression: partial } = description;
  return {
    unique: unique ?? false,
    sparse: sparse ?? false,
    expiry: expireAfterSeconds ?? null,
    partial: partial ?? null,
  };
}
