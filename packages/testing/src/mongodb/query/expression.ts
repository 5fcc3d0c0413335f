import { Aggregator, Context, ProcessingMode } from 'mingo';
import { evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { CommandError } from '../command-error.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { plainNumber } from '../values/number.ts';
import { plainValue } from '../values/plain.ts';
import { correctedExpressions } from './corrected-operators.ts';

const context = Context.init({
  accumulator: accumulators as never,
  expression: { ...expressions, ...correctedExpressions } as never,
  pipeline: stages as never,
});

const options = { context, scriptEnabled: false, processingMode: ProcessingMode.CLONE_OFF, idKey: '_id' };

/**
 * The value of an aggregation expression on a document; `undefined` when it is missing.
 * @throws CommandError when the expression is wrong or uses an operator that mingo does not have
 */
export function evaluate(expression: unknown, document: BsonDocument, now: Date): unknown {
  return guarded(() =>
    evalExpr(plainValue(document), withNow(plainValue(expression), now), options as Options),
  );
}

/** Runs one stage of an aggregation with mingo. */
export function runStage(stage: BsonDocument, documents: readonly BsonDocument[], now: Date): BsonDocument[] {
  const plain = documents.map((document) => plainValue(document) as BsonDocument);
  const pipeline = [withNow(plainValue(stage), now) as BsonDocument];
  return guarded(() => new Aggregator(pipeline, options).run(plain) as BsonDocument[]);
}

/** Whether a value counts as true in an expression. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  const number = plainNumber(value);
  return number === null || Number(number) !== 0;
}

/** mingo reads the clock of the machine for `$$NOW`; ours is put in its place. */
function withNow(expression: unknown, now: Date): unknown {
  if (expression === '$$NOW') return { $literal: now };
  if (Array.isArray(expression)) return expression.map((each) => withNow(each, now));
  if (!isDocument(expression) || '$literal' in expression) return expression;
  return Object.fromEntries(Object.entries(expression).map(([name, value]) => [name, withNow(value, now)]));
}

function guarded<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('BadValue', `The expression cannot be evaluated: ${String(error)}`);
  }
}
