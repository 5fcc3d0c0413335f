import { type Schema, validate } from '@cfworker/json-schema';
import { asJson, childOf, type DocumentPath, dotted, type JsonObject } from '../document/json.ts';
import { refsOf } from '../document/schema-refs.ts';
import { keepFittingOptions } from './fitting-option.ts';
import { problemText } from './problem-text.ts';
import { readErrors, type ValidationError } from './validation-error.ts';

/** What is wrong at a place of a document. */
export interface DocumentProblem {
  path: DocumentPath;
  message: string;
}

/** Findings that only say that there is another one further inside. */
const OUTER = new Set([
  '$ref',
  'properties',
  'patternProperties',
  'items',
  'additionalProperties',
  'propertyNames',
  'allOf',
]);

/** Everything that is wrong with a document, by its JSON Schema (draft 7). */
export function findProblems(schema: JsonObject, document: unknown): DocumentProblem[] {
  const found = runSchema(schema, { root: schema, value: document });
  const inner = readErrors(found.errors, { schema, document }).filter(({ keyword }) => !OUTER.has(keyword));
  const problems = keepFittingOptions(inner.flatMap(spreadOut)).map((error) => ({
    path: error.path,
    message: problemText(error),
  }));
  return [
    ...new Map(problems.map((problem) => [`${dotted(problem.path)}\n${problem.message}`, problem])).values(),
  ];
}

/** Whether a value is as a part of a schema wants it. */
export function fitsSchema(part: JsonObject, input: { root: JsonObject; value: unknown }): boolean {
  return input.value !== undefined && runSchema(part, input).valid;
}

/** Runs the rules without evaluating code. A schema that it can not read finds nothing: the server looks again anyway. */
function runSchema(part: JsonObject, { root, value }: { root: JsonObject; value: unknown }) {
  try {
    return validate(asJson(value ?? null), part as Schema, '7', refsIn(root), false);
  } catch {
    return { valid: true, errors: [] };
  }
}

const known = new WeakMap<JsonObject, Record<string, Schema>>();

function refsIn(root: JsonObject): Record<string, Schema> {
  const refs = known.get(root) ?? (Object.fromEntries(refsOf(root)) as Record<string, Schema>);
  known.set(root, refs);
  return refs;
}

/** A finding about keys, as one for each key. */
function spreadOut(error: ValidationError): ValidationError[] {
  if (error.location.includes('propertyNames')) return [{ ...error, keyword: 'ownedKey' }];
  if (error.keyword !== 'required') return [error];
  const keys = Array.isArray(error.rule) ? (error.rule as string[]) : [];
  const missing = keys.filter((key) => childOf(error.value, key) === undefined);
  return missing.map((key) => ({ ...error, path: [...error.path, key] }));
}
