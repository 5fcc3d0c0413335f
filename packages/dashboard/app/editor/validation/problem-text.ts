import { texts } from '../../texts/texts.ts';
import { childOf } from '../document/json.ts';
import type { ValidationError } from './validation-error.ts';

const words = texts.editor.problems;

type Sayings = Readonly<Record<string, (error: ValidationError) => string>>;

const SAYINGS: Sayings = {
  required: () => words.required,
  type: ({ rule }) => words.type(typeNames([rule].flat())),
  kind: ({ rule }) => words.type(typeNames(kindsOf(rule))),
  several: () => words.several,
  const: ({ rule }) => words.const(JSON.stringify(rule)),
  enum: ({ rule }) => words.enum([rule].flat().map((choice) => JSON.stringify(choice))),
  minimum: ({ rule }) => words.minimum(Number(rule)),
  maximum: ({ rule }) => words.maximum(Number(rule)),
  exclusiveMinimum: ({ rule }) => words.exclusiveMinimum(Number(rule)),
  exclusiveMaximum: ({ rule }) => words.exclusiveMaximum(Number(rule)),
  multipleOf: ({ rule }) => words.multipleOf(Number(rule)),
  minLength: ({ rule }) => (rule === 1 ? words.empty : words.minLength(Number(rule))),
  maxLength: ({ rule }) => words.maxLength(Number(rule)),
  pattern: ({ rule, value }) => (isBlank(value) ? words.empty : words.pattern(String(rule))),
  format: ({ rule }) => words.format(String(rule)),
  minItems: ({ rule }) => words.minItems(Number(rule)),
  maxItems: ({ rule }) => words.maxItems(Number(rule)),
  uniqueItems: () => words.uniqueItems,
  minProperties: ({ rule }) => words.minProperties(Number(rule)),
  maxProperties: ({ rule }) => words.maxProperties(Number(rule)),
  false: () => words.unknownKey,
  ownedKey: () => words.ownedKey,
};

/** What is wrong with a value, in plain words. */
export function problemText(error: ValidationError): string {
  return (SAYINGS[error.keyword] ?? (() => words.other))(error);
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function kindsOf(options: unknown): unknown[] {
  return (Array.isArray(options) ? options : []).flatMap((option) => childOf(option, 'type'));
}

function typeNames(types: readonly unknown[]): string[] {
  const names: Readonly<Record<string, string>> = words.types;
  return types.map((type) => names[String(type)] ?? String(type));
}
