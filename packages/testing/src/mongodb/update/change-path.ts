import { CommandError } from '../command-error.ts';
import { type BsonDocument, fieldOf, isDocument } from '../values/document.ts';
import { indexIn } from '../values/path.ts';

/** The most nulls that a write past the end of an array may make, as in MongoDB. */
const MOST_PADDING = 1_500_000;

/**
 * A copy of the document with another value at a path; documents on the way are made where there are none.
 * @throws CommandError when something that is no document is in the way
 */
export function withValueAt(document: BsonDocument, path: string, value: unknown): BsonDocument {
  return placed(document, path.split('.'), 0, value) as BsonDocument;
}

/** A copy of the document without the value at a path; an element of an array becomes null. */
export function withoutValueAt(document: BsonDocument, path: string): BsonDocument {
  return removed(document, path.split('.'), 0) as BsonDocument;
}

/** A copy with one field set; a new one comes last. Safe for any name. */
export function withField(document: BsonDocument, name: string, value: unknown): BsonDocument {
  return { ...document, [name]: value };
}

/** A copy without one field. */
export function withoutField(document: BsonDocument, name: string): BsonDocument {
  const { [name]: _gone, ...rest } = document;
  return rest;
}

function placed(target: unknown, parts: readonly string[], at: number, value: unknown): unknown {
  const part = parts[at];
  if (part === undefined) return value;
  if (part === '')
    throw new CommandError('BadValue', `The update path '${parts.join('.')}' contains an empty field name`);
  if (target === undefined) return { [part]: placed(undefined, parts, at + 1, value) };
  if (isDocument(target)) return withField(target, part, placed(fieldOf(target, part), parts, at + 1, value));
  const index = indexIn(part);
  if (!Array.isArray(target) || index === null) throw notViable(target, parts, at);
  if (index - target.length > MOST_PADDING)
    throw new CommandError('BadValue', 'Too many elements would be added.');
  const copy = [...target];
  while (copy.length < index) copy.push(null);
  copy[index] = placed(target[index], parts, at + 1, value);
  return copy;
}

function removed(target: unknown, parts: readonly string[], at: number): unknown {
  const part = parts[at] as string;
  const isLast = at === parts.length - 1;
  if (isDocument(target)) {
    if (!Object.hasOwn(target, part)) return target;
    return isLast
      ? withoutField(target, part)
      : withField(target, part, removed(target[part], parts, at + 1));
  }
  const index = indexIn(part);
  if (!Array.isArray(target) || index === null || index >= target.length) return target;
  return target.with(index, isLast ? null : removed(target[index], parts, at + 1));
}

function notViable(target: unknown, parts: readonly string[], at: number): CommandError {
  const element = JSON.stringify({ [parts[at - 1] ?? '']: target });
  return new CommandError('PathNotViable', `Cannot create field '${parts[at]}' in element ${element}`);
}
