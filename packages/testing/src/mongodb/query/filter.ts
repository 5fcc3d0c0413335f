import { CommandError } from '../command-error.ts';
import { type BsonDocument, isDocument, isOperatorDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { valuesAt } from '../values/path.ts';
import { evaluate, isTrue } from './expression.ts';
import { isRegularExpression, patternOf } from './regular-expression.ts';
import { typeTest } from './type-alias.ts';
import { equalTo, inOrder, oneOf, remainder, type ValueTest } from './value-tests.ts';

/** Whether a document matches. */
export type Predicate = (document: BsonDocument) => boolean;

/** Decides by the values that a path leads to, arrays not taken apart. */
type PathTest = (found: readonly unknown[]) => boolean;

/**
 * Prepares a filter of the query language.
 * https://www.mongodb.com/docs/manual/reference/operator/query/
 * @param now what `$$NOW` is in `$expr`
 * @throws CommandError for what the server would refuse, and for operators that this server does not have
 */
export function compileFilter(filter: BsonDocument, now: Date): Predicate {
  const predicates = Object.entries(filter).map(([name, value]) => compileEntry(name, value, now));
  return (document) => predicates.every((matches) => matches(document));
}

function compileEntry(name: string, value: unknown, now: Date): Predicate {
  if (!name.startsWith('$')) return compilePath(name, value, now);
  switch (name) {
    case '$and': {
      const all = clausesOf(name, value, now);
      return (document) => all.every((matches) => matches(document));
    }
    case '$or': {
      const any = clausesOf(name, value, now);
      return (document) => any.some((matches) => matches(document));
    }
    case '$nor': {
      const none = clausesOf(name, value, now);
      return (document) => !none.some((matches) => matches(document));
    }
    case '$expr':
      return (document) => isTrue(evaluate(value, document, now));
    case '$comment':
      return () => true;
    default:
      throw new CommandError('BadValue', `unknown top level operator: ${name}`);
  }
}

function clausesOf(name: string, value: unknown, now: Date): Predicate[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} must be an array`);
  if (value.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array');
  return value.map((clause) => compileFilter(clause as BsonDocument, now));
}

function compilePath(path: string, condition: unknown, now: Date): Predicate {
  const parts = path.split('.');
  const test = compileCondition(condition, now);
  return (document) => test(valuesAt(document, parts));
}

function compileCondition(condition: unknown, now: Date): PathTest {
  if (!isOperatorDocument(condition)) return someValue(equalTo(condition));
  const tests = Object.entries(condition)
    .filter(([name]) => name !== '$options')
    .map(([name, operand]) => compileOperator(name, operand, condition, now));
  return (found) => tests.every((test) => test(found));
}

function compileOperator(name: string, operand: unknown, condition: BsonDocument, now: Date): PathTest {
  switch (name) {
    case '$eq':
      return someValue(equalTo(operand, false));
    case '$ne':
      return not(someValue(equalTo(operand, false)));
    case '$in':
      return someValue(oneOf(name, operand));
    case '$nin':
      return not(someValue(oneOf(name, operand)));
    case '$gt':
      return someValue(inOrder(operand, (order) => order > 0));
    case '$gte':
      return someValue(inOrder(operand, (order) => order >= 0, true));
    case '$lt':
      return someValue(inOrder(operand, (order) => order < 0));
    case '$lte':
      return someValue(inOrder(operand, (order) => order <= 0, true));
    case '$exists': {
      const wanted = isTrue(operand);
      return (found) => found.some((value) => value !== undefined) === wanted;
    }
    case '$type':
      return someValue(typeTest(operand));
    case '$not':
      return not(compileNot(operand, now));
    case '$regex': {
      const pattern = patternOf(operand, condition.$options);
      return someValue((value) => typeof value === 'string' && pattern.test(value));
    }
    case '$mod':
      return someValue(remainder(operand));
    case '$size': {
      const size = numberIn(operand);
      return (found) => found.some((value) => Array.isArray(value) && value.length === size);
    }
    case '$all':
      return compileAll(operand, now);
    case '$elemMatch':
      return compileElemMatch(operand, now);
    default:
      throw new CommandError('BadValue', `unknown operator: ${name}`);
  }
}

function compileNot(operand: unknown, now: Date): PathTest {
  if (isRegularExpression(operand) || isOperatorDocument(operand)) return compileCondition(operand, now);
  throw new CommandError('BadValue', '$not needs a regex or a document');
}

function compileAll(operand: unknown, now: Date): PathTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  const tests = operand.map((each) => compileCondition(each, now));
  return (found) => tests.length > 0 && tests.every((test) => test(found));
}

function compileElemMatch(operand: unknown, now: Date): PathTest {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const matches = elementTest(operand, now);
  return (found) => found.some((value) => Array.isArray(value) && value.some(matches));
}

function elementTest(operand: BsonDocument, now: Date): ValueTest {
  const isLogical = ['$and', '$or', '$nor'].includes(Object.keys(operand)[0] ?? '');
  if (isOperatorDocument(operand) && !isLogical) {
    const test = compileCondition(operand, now);
    return (element) => test([element]);
  }
  const matches = compileFilter(operand, now);
  return (element) => isDocument(element) && matches(element);
}

function not(test: PathTest): PathTest {
  return (found) => !test(found);
}

/** A value itself or, when it is an array, one of its elements. */
function someValue(test: ValueTest): PathTest {
  return (found) => found.some((value) => test(value) || (Array.isArray(value) && value.some(test)));
}
