import { calculateObjectSize, ObjectId, serialize } from 'bson';
import { CommandError } from '../command-error.ts';
import { checkId } from '../storage/collection.ts';
import { applyUpdate, isReplacement, upsertBase, withIdFirst } from '../update/apply-update.ts';
import type { BsonDocument } from '../values/document.ts';
import { type CommandContext, collectionName, collectionOf } from './command.ts';

const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** The document after the update; the same object when nothing has changed. */
export function modify(context: CommandContext, document: BsonDocument, update: unknown): BsonDocument {
  const after = applyUpdate(document, update, { now: context.now, isInsert: false });
  refuseLarge(after);
  if (Buffer.compare(serialize(document), serialize(after)) === 0) return document;
  store(context, after);
  return after;
}

/** The document that an upsert makes. */
export function insertByUpdate(context: CommandContext, filter: BsonDocument, update: unknown): BsonDocument {
  const equal = upsertBase(filter);
  const base = isReplacement(update) ? onlyId(equal) : equal;
  const made = applyUpdate(base, update, { now: context.now, isInsert: true });
  return storeNew(context, made);
}

/** Stores a document as a new one, with an `_id` when it has none. */
export function storeNew(context: CommandContext, made: BsonDocument): BsonDocument {
  const document = withIdFirst(Object.hasOwn(made, '_id') ? made : { _id: new ObjectId(), ...made });
  checkId(document);
  refuseLarge(document);
  collectionOf(context)?.refuseTaken(document._id);
  store(context, document);
  return document;
}

function onlyId(document: BsonDocument): BsonDocument {
  return Object.hasOwn(document, '_id') ? { _id: document._id } : {};
}

function store(context: CommandContext, document: BsonDocument): void {
  context.change({ kind: 'put', ...place(context), document });
}

function refuseLarge(document: BsonDocument): void {
  if (calculateObjectSize(document) <= MOST_DOCUMENT_BYTES) return;
  throw new CommandError('BSONObjectTooLarge', 'The document is larger than 16 MB.');
}

/** Where the documents of a command are. */
export function place(context: CommandContext) {
  return { database: context.database, collection: collectionName(context) };
}
