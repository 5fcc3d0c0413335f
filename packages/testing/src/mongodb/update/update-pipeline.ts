import { CommandError, unsupported } from '../command-error.ts';
import { evaluate, runStage } from '../query/expression.ts';
import { type BsonDocument, fieldOf, isDocument, isOperatorDocument } from '../values/document.ts';
import { typedValue } from '../values/plain.ts';
import { withField, withoutField } from './change-path.ts';

type Stage = (document: BsonDocument, operand: unknown, now: Date) => BsonDocument;

/** https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/#update-with-an-aggregation-pipeline */
const STAGES: Record<string, Stage> = {
  $set: setFields,
  $addFields: setFields,
  $unset: (document, operand) =>
    (Array.isArray(operand) ? operand : [operand]).reduce(
      (result, path) => without(result, String(path).split('.')) as BsonDocument,
      document,
    ),
  $replaceRoot: (document, operand, now) => newRoot(document, (operand as BsonDocument).newRoot, now),
  $replaceWith: newRoot,
  $project: (document, operand, now) => runStage({ $project: operand }, [document], now)[0] as BsonDocument,
};

/**
 * The document after an update with an aggregation pipeline.
 * @throws CommandError for what the server would refuse
 */
export function applyPipeline(document: BsonDocument, pipeline: readonly unknown[], now: Date): BsonDocument {
  const result = pipeline.reduce<BsonDocument>((current, stage) => applyStage(current, stage, now), document);
  return typedValue(result, document) as BsonDocument;
}

/** Runs `$set`, `$addFields`, `$unset`, `$replaceRoot` or `$replaceWith` on one document; null for any other stage. */
export function fieldStage(name: string): Stage | null {
  return name !== '$project' && Object.hasOwn(STAGES, name) ? (STAGES[name] as Stage) : null;
}

function applyStage(document: BsonDocument, stage: unknown, now: Date): BsonDocument {
  const [entry, ...others] = isDocument(stage) ? Object.entries(stage) : [];
  if (entry === undefined || others.length > 0) {
    throw new CommandError(
      'FailedToParse',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  const [name, operand] = entry;
  const apply = STAGES[name];
  if (apply === undefined) throw unsupported(`${name} in an update`);
  return apply(document, operand, now);
}

/** All expressions see the document as it was before the stage. */
function setFields(document: BsonDocument, operand: unknown, now: Date): BsonDocument {
  return Object.entries(operand as BsonDocument).reduce(
    (result, [path, expression]) =>
      placed(result, path.split('.'), expression, document, now) as BsonDocument,
    document,
  );
}

/** A document in a `$set` that is no operator is merged field by field; an array on the way is changed in each element. */
function placed(
  target: unknown,
  parts: readonly string[],
  expression: unknown,
  root: BsonDocument,
  now: Date,
): unknown {
  if (Array.isArray(target) && (parts.length > 0 || isMerged(expression))) {
    return target.map((each) => placed(each, parts, expression, root, now));
  }
  const [part, ...rest] = parts;
  if (part !== undefined) {
    const base = isDocument(target) ? target : {};
    const value = placed(fieldOf(base, part), rest, expression, root, now);
    return value === undefined ? withoutField(base, part) : withField(base, part, value);
  }
  if (!isMerged(expression)) return evaluate(expression, root, now);
  return Object.entries(expression).reduce<unknown>(
    (result, [name, each]) => placed(result, name.split('.'), each, root, now),
    isDocument(target) ? target : {},
  );
}

function isMerged(expression: unknown): expression is BsonDocument {
  return isDocument(expression) && !isOperatorDocument(expression) && Object.keys(expression).length > 0;
}

function without(target: unknown, parts: readonly string[]): unknown {
  if (Array.isArray(target)) return target.map((each) => without(each, parts));
  const [part, ...rest] = parts as [string, ...string[]];
  if (!isDocument(target) || !Object.hasOwn(target, part)) return target;
  return rest.length === 0
    ? withoutField(target, part)
    : withField(target, part, without(target[part], rest));
}

function newRoot(document: BsonDocument, expression: unknown, now: Date): BsonDocument {
  const root = evaluate(expression, document, now);
  if (isDocument(root)) return root;
  throw new CommandError('BadValue', "'newRoot' expression must evaluate to an object.");
}
