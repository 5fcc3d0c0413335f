import { CommandError } from '../command-error.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { calculate } from '../values/number.ts';
import { compareValues } from '../values/order.ts';
import { valueAt } from '../values/path.ts';
import { addedToSet, popped, pulled, pulledAll, pushed } from './array-operators.ts';
import { withoutValueAt, withValueAt } from './change-path.ts';

/** What one operator makes of the value at a path: {@link UNCHANGED}, or the new value. */
type Operator = (current: unknown, operand: unknown, path: string, now: Date) => unknown;

const UNCHANGED = Symbol('unchanged');

/** https://www.mongodb.com/docs/manual/reference/operator/update/ */
const OPERATORS: Record<string, Operator> = {
  $set: (_current, operand) => operand,
  $inc: (current, operand, path) => calculated(current, operand, 'add', path),
  $mul: (current, operand, path) => calculated(current, operand, 'multiply', path),
  $min: (current, operand) => chosen(current, operand, -1),
  $max: (current, operand) => chosen(current, operand, 1),
  $currentDate: (_current, operand, _path, now) => currentDate(operand, now),
  $push: (current, operand, path) => pushed(current, operand, path),
  $addToSet: (current, operand, path) => addedToSet(current, operand, path),
  $pull: (current, operand, path, now) =>
    current === undefined ? UNCHANGED : pulled(current, operand, path, now),
  $pullAll: (current, operand, path) =>
    current === undefined ? UNCHANGED : pulledAll(current, operand, path),
  $pop: (current, operand, path) => (current === undefined ? UNCHANGED : popped(current, operand, path)),
};

interface Change {
  operator: string;
  path: string;
  operand: unknown;
}

/** How an update is applied. */
export interface UpdateMoment {
  now: Date;
  /** Whether an upsert makes the document: only then `$setOnInsert` counts. */
  isInsert: boolean;
}

/**
 * The document after an update with operators. New fields come in the order of their names, as since MongoDB 5.0.
 * @throws CommandError for what the server would refuse, and for operators that this server does not have
 */
export function applyOperators(
  document: BsonDocument,
  update: BsonDocument,
  moment: UpdateMoment,
): BsonDocument {
  const changes = changesIn(update);
  refuseConflicts(changes);
  const effective = changes.filter(({ operator }) => operator !== '$setOnInsert' || moment.isInsert);
  return effective
    .sort((left, right) => compareValues(left.path, right.path))
    .reduce((result, change) => applyChange(result, change, moment.now), document);
}

function changesIn(update: BsonDocument): Change[] {
  return Object.entries(update).flatMap(([operator, fields]) => {
    if (!operator.startsWith('$')) {
      throw new CommandError(
        'FailedToParse',
        `The dollar ($) prefixed field is missing: unknown modifier ${operator}`,
      );
    }
    if (!Object.hasOwn(OPERATORS, operator) && !['$unset', '$rename', '$setOnInsert'].includes(operator)) {
      throw new CommandError('FailedToParse', `Unknown modifier: ${operator}`);
    }
    if (!isDocument(fields)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found another type for ${operator}`,
      );
    }
    return Object.entries(fields).map(([path, operand]) => changeOf(operator, path, operand));
  });
}

function changeOf(operator: string, path: string, operand: unknown): Change {
  if (path.split('.').some((part) => part.startsWith('$'))) {
    throw new CommandError(
      'BadValue',
      `Positional operators, as in '${path}', are not supported by this test server.`,
    );
  }
  return { operator, path, operand };
}

function refuseConflicts(changes: readonly Change[]): void {
  const paths = changes.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, String(operand)] : [path],
  );
  const seen = new Set<string>();
  for (const path of paths.sort()) {
    const parts = path.split('.');
    const conflict = parts
      .map((_, at) => parts.slice(0, at + 1).join('.'))
      .find((prefix) => seen.has(prefix));
    if (conflict !== undefined) {
      throw new CommandError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${conflict}'`,
      );
    }
    seen.add(path);
  }
}

function applyChange(document: BsonDocument, { operator, path, operand }: Change, now: Date): BsonDocument {
  if (operator === '$unset') return withoutValueAt(document, path);
  const current = valueAt(document, path.split('.'));
  if (operator === '$rename') {
    if (current === undefined) return document;
    return withValueAt(withoutValueAt(document, path), String(operand), current);
  }
  const apply = OPERATORS[operator === '$setOnInsert' ? '$set' : operator] as Operator;
  const value = apply(current, operand, path, now);
  return value === UNCHANGED ? document : withValueAt(document, path, value);
}

function calculated(
  current: unknown,
  operand: unknown,
  operation: 'add' | 'multiply',
  path: string,
): unknown {
  const start = current === undefined && operation === 'add' ? operand : undefined;
  if (start !== undefined && calculate(start, start, 'add') !== null) return start;
  const result = calculate(current === undefined ? zeroLike(operand) : current, operand, operation);
  if (result !== null) return result;
  throw new CommandError(
    'TypeMismatch',
    `Cannot apply $inc or $mul to a value of non-numeric type at '${path}'`,
  );
}

function zeroLike(operand: unknown): unknown {
  return calculate(operand, 0, 'multiply');
}

function chosen(current: unknown, operand: unknown, sign: 1 | -1): unknown {
  if (current === undefined) return operand;
  return compareValues(operand, current) * sign > 0 ? operand : UNCHANGED;
}

function currentDate(operand: unknown, now: Date): Date {
  if (operand === true || (isDocument(operand) && operand.$type === 'date')) return now;
  throw new CommandError('BadValue', '$currentDate with a timestamp is not supported by this test server.');
}
