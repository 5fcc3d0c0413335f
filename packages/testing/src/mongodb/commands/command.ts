import { EJSON } from 'bson';
import { CommandError, unsupported } from '../command-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Change } from '../storage/change.ts';
import { Collection, type Search } from '../storage/collection.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import type { Cursors } from './cursors.ts';

/** What a command runs on. */
export interface CommandContext {
  readonly command: BsonDocument;
  readonly database: string;
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  /** What `$$NOW` is for the whole command. */
  readonly now: Date;
  /**
   * Applies a change and keeps it for the journal.
   * @throws CommandError when a unique index forbids it
   */
  change(change: Change): void;
}

/** A command of the server. */
export interface Command {
  /** Only the primary does it. Default: the primary, or another when the client says that it may read there. */
  isWrite?: boolean;
  /** The fields that it takes besides those of every command. */
  fields?: readonly string[];
  /** Fields of the real command that are refused here. */
  refused?: readonly string[];
  /** Answers with the fields of the reply; `ok` is added. */
  run(context: CommandContext): BsonDocument;
}

const COMMON_FIELDS = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'txnNumber',
  'maxTimeMS',
  'comment',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

/**
 * Refuses what the command does not know: an option that was passed over in silence would make a test mean less than it
 * says. An empty value of a refused field is harmless.
 * @throws CommandError
 */
export function checkFields(
  name: string,
  { fields = [], refused = [] }: Command,
  command: BsonDocument,
): void {
  for (const [field, value] of Object.entries(command)) {
    if (field === name || COMMON_FIELDS.has(field) || fields.includes(field)) continue;
    if (!refused.includes(field)) {
      throw new CommandError('UnknownField', `BSON field '${name}.${field}' is an unknown field.`);
    }
    if (!isNothing(value)) throw unsupported(`The field '${field}' of ${name}`);
  }
}

/** The name of the collection that the command is about: the value of its first field. */
export function collectionName({ command }: CommandContext): string {
  const name = Object.values(command)[0];
  if (typeof name === 'string' && name !== '' && !name.includes('\0') && !name.startsWith('$')) return name;
  throw new CommandError('InvalidNamespace', `Invalid namespace specified: '${String(name)}'`);
}

/** The collection that the command is about; null when there is none. */
export function collectionOf(context: CommandContext): Collection | null {
  return context.catalog.find(context.database, collectionName(context));
}

const NO_COLLECTION = new Collection('');

/**
 * The documents that match in the collection that the command is about; none when there is no such collection.
 * @throws CommandError when the search is wrong, whether there is a collection or not
 */
export function findIn(context: CommandContext, search: Omit<Search, 'now'>): BsonDocument[] {
  return (collectionOf(context) ?? NO_COLLECTION).find({ ...search, now: context.now });
}

/**
 * A field that has to be a document.
 * @throws CommandError when it is something else
 */
export function documentField(command: BsonDocument, name: string): BsonDocument {
  const value = command[name] ?? {};
  if (isDocument(value)) return value;
  throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`);
}

/**
 * A field that has to be an array of documents.
 * @throws CommandError when it is something else
 */
export function documentsField(command: BsonDocument, name: string): BsonDocument[] {
  const value = command[name];
  if (Array.isArray(value) && value.every(isDocument)) return value;
  throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'array'`);
}

/**
 * A field that has to be a whole number that is not negative.
 * @throws CommandError when it is something else
 */
export function countField(command: BsonDocument, name: string, whenAbsent: number): number {
  const value = command[name];
  if (value === undefined || value === null) return whenAbsent;
  const number = numberIn(value);
  if (number !== null && Number.isInteger(number) && number >= 0) return number;
  throw new CommandError(
    'BadValue',
    `BSON field '${name}' value must be >= 0, actual value '${EJSON.stringify(value)}'`,
  );
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (isDocument(value)) return Object.keys(value).length === 0 || value.locale === 'simple';
  return Array.isArray(value) && value.length === 0;
}
