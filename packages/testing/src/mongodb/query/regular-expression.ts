import { BSONRegExp } from 'bson';
import { CommandError } from '../command-error.ts';

const FLAGS = new Set(['i', 'm', 's', 'u']);

/** Whether a value is a regular expression, which a filter means as a pattern. */
export function isRegularExpression(value: unknown): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

/**
 * A pattern as JavaScript runs it; the server's own language (PCRE) knows more, which is refused here.
 * @throws CommandError when the pattern or an option is not known
 */
export function patternOf(value: unknown, options?: unknown): RegExp {
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replace('g', ''));
  const source = value instanceof BSONRegExp ? value.pattern : value;
  const flags = options ?? (value instanceof BSONRegExp ? value.options : '');
  if (typeof source !== 'string' || typeof flags !== 'string') {
    throw new CommandError('BadValue', '$regex has to be a string');
  }
  const unknown = flags.split('').find((flag) => !FLAGS.has(flag));
  if (unknown !== undefined) throw new CommandError('BadValue', `invalid flag in regex options: ${unknown}`);
  try {
    return new RegExp(source, flags.includes('u') ? flags : `${flags}u`);
  } catch (error) {
    throw new CommandError('BadValue', `Regular expression is invalid: ${String(error)}`);
  }
}
