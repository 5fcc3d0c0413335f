import { CommandError, unsupported } from '../command-error.ts';
import { runStage } from '../query/expression.ts';
import { compileFilter } from '../query/filter.ts';
import { groupDocuments } from '../query/group.ts';
import { compileSort } from '../query/sort.ts';
import { fieldStage } from '../update/update-pipeline.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { numberIn, typedNumber } from '../values/number.ts';
import { type CommandContext, findIn } from './command.ts';

/** Stages that mingo does right on what this server gives it; the rest is done here or refused. */
const MINGO_STAGES = new Set(['$project', '$unwind']);

/**
 * Runs an aggregation. Documents that no stage has changed keep the BSON types of their numbers; numbers behind a stage
 * that calculates have the type that a driver gives them.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
 * @throws CommandError when a stage is wrong or not supported
 */
export function runPipeline(context: CommandContext, pipeline: readonly BsonDocument[]): BsonDocument[] {
  const { search, taken } = leadingSearch(pipeline);
  const isOnCollection = typeof Object.values(context.command)[0] === 'string';
  const start = isOnCollection ? findIn(context, search) : [];
  return pipeline.slice(taken).reduce((documents, stage) => applyStage(context, stage, documents), start);
}

/** `$match`, `$sort`, `$skip` and `$limit` in this order at the start are a search, which uses the indexes. */
function leadingSearch(pipeline: readonly BsonDocument[]) {
  const search: { filter: BsonDocument; sort?: BsonDocument; skip?: number; limit?: number } = { filter: {} };
  let taken = 0;
  const next = (name: string) => {
    const stage = pipeline[taken];
    if (stage === undefined || !Object.hasOwn(stage, name)) return undefined;
    taken++;
    return stage[name];
  };
  search.filter = (next('$match') as BsonDocument | undefined) ?? {};
  const sort = next('$sort') as BsonDocument | undefined;
  if (sort !== undefined) search.sort = sort;
  const skip = next('$skip');
  if (skip !== undefined) search.skip = wholeNumber('$skip', skip);
  const limit = next('$limit');
  if (limit !== undefined) search.limit = wholeNumber('$limit', limit);
  return { search, taken };
}

function applyStage(context: CommandContext, stage: BsonDocument, documents: BsonDocument[]): BsonDocument[] {
  const [entry, ...others] = Object.entries(stage);
  if (entry === undefined || others.length > 0) {
    throw new CommandError(
      'FailedToParse',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  const [name, operand] = entry;
  const { now } = context;
  switch (name) {
    case '$match':
      return documents.filter(compileFilter(operand as BsonDocument, now));
    case '$sort':
      return documents.toSorted(compileSort(operand as BsonDocument));
    case '$skip':
      return documents.slice(wholeNumber(name, operand));
    case '$limit':
      return documents.slice(0, wholeNumber(name, operand));
    case '$group':
      if (isCountOfAll(operand)) return countOfAll(operand as BsonDocument, documents.length);
      return groupDocuments(operand as BsonDocument, documents, now);
    case '$sortByCount': {
      const groups = groupDocuments({ _id: operand, count: { $sum: 1 } }, documents, now);
      return groups.sort(compileSort({ count: -1 }));
    }
    case '$count':
      return documents.length === 0 ? [] : [{ [String(operand)]: typedNumber(documents.length) }];
  }
  const change = fieldStage(name);
  if (change !== null) return documents.map((document) => change(document, operand, now));
  if (!MINGO_STAGES.has(name)) throw unsupported(`The stage ${name}`);
  return runStage(stage, documents, now);
}

/** Whether a `$group` only counts: that of `countDocuments`, which has to be fast. */
function isCountOfAll(operand: unknown): boolean {
  return (
    isDocument(operand) &&
    Object.entries(operand).every(([name, value]) =>
      name === '_id'
        ? numberIn(value) !== null
        : isDocument(value) && Object.keys(value).length === 1 && numberIn(value.$sum) === 1,
    )
  );
}

function countOfAll({ _id: id, ...counts }: BsonDocument, count: number): BsonDocument[] {
  if (count === 0) return [];
  return [{ _id: id, ...Object.fromEntries(Object.keys(counts).map((name) => [name, typedNumber(count)])) }];
}

function wholeNumber(name: string, operand: unknown): number {
  const number = numberIn(operand);
  if (number !== null && Number.isInteger(number) && number >= 0) return number;
  throw new CommandError('BadValue', `The argument of ${name} must be a non-negative integer.`);
}
