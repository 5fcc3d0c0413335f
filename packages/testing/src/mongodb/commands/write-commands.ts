import { calculateObjectSize, ObjectId, serialize } from 'bson';
import { CommandError } from '../command-error.ts';
import { compileProjection } from '../query/projection.ts';
import { checkId } from '../storage/collection.ts';
import { applyUpdate, isReplacement, upsertBase, withIdFirst } from '../update/apply-update.ts';
import type { BsonDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import {
  type Command,
  type CommandContext,
  collectionName,
  collectionOf,
  documentField,
  documentsField,
  findIn,
} from './command.ts';
import { runStatements } from './write-result.ts';

const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;
const BULK_FIELDS = ['ordered', 'bypassDocumentValidation', 'stmtId', 'stmtIds'];
const STATEMENT_FIELDS = ['q', 'u', 'multi', 'upsert', 'hint', 'limit'];

const insert: Command = {
  isWrite: true,
  fields: ['documents', ...BULK_FIELDS],
  run(context) {
    const documents = documentsField(context.command, 'documents');
    let n = 0;
    const errors = runStatements(documents, isOrdered(context), (document) => {
      storeNew(context, document);
      n++;
    });
    return { n, ...errors };
  },
};

const update: Command = {
  isWrite: true,
  fields: ['updates', ...BULK_FIELDS],
  refused: ['let'],
  run(context) {
    const upserted: BsonDocument[] = [];
    let [n, nModified] = [0, 0];
    const statements = documentsField(context.command, 'updates');
    const errors = runStatements(statements, isOrdered(context), (statement, index) => {
      checkStatement('update', statement);
      const { multi = false, upsert = false, u } = statement;
      if (multi && isReplacement(u)) {
        throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
      }
      const filter = documentField(statement, 'q');
      const found = matching(context, filter, {}, multi === true ? Infinity : 1);
      for (const document of found) {
        const isModified = modify(context, document, u) !== document;
        n++;
        nModified += isModified ? 1 : 0;
      }
      if (found.length === 0 && upsert === true) {
        const made = insertByUpdate(context, filter, u);
        n++;
        upserted.push({ index, _id: made._id });
      }
    });
    return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
};

const deletion: Command = {
  isWrite: true,
  fields: ['deletes', ...BULK_FIELDS],
  refused: ['let'],
  run(context) {
    let n = 0;
    const statements = documentsField(context.command, 'deletes');
    const errors = runStatements(statements, isOrdered(context), (statement) => {
      checkStatement('delete', statement);
      const limit = numberIn(statement.limit) === 1 ? 1 : Infinity;
      for (const { _id: id } of matching(context, documentField(statement, 'q'), {}, limit)) {
        context.change({ kind: 'remove', ...place(context), id });
        n++;
      }
    });
    return { n, ...errors };
  },
};

const findAndModify: Command = {
  isWrite: true,
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'hint',
    'bypassDocumentValidation',
    'stmtId',
  ],
  refused: ['arrayFilters', 'collation', 'let'],
  run(context) {
    const { command, now } = context;
    const project = compileProjection(documentField(command, 'fields'), now);
    const query = documentField(command, 'query');
    const [found] = matching(context, query, documentField(command, 'sort'), 1);
    if (command.remove === true) return removeFound(context, found, project);
    if (found !== undefined) {
      const after = modify(context, found, command.update);
      const value = project(command.new === true ? after : found);
      return { lastErrorObject: { n: 1, updatedExisting: true }, value };
    }
    if (command.upsert !== true) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
    const made = insertByUpdate(context, query, command.update);
    const value = command.new === true ? project(made) : null;
    return { lastErrorObject: { n: 1, updatedExisting: false, upserted: made._id }, value };
  },
};

/** Commands that change documents. */
export const writeCommands: Record<string, Command> = {
  insert,
  update,
  delete: deletion,
  findAndModify,
  findandmodify: findAndModify,
};

function checkStatement(name: string, statement: BsonDocument): void {
  for (const [field, value] of Object.entries(statement)) {
    if (STATEMENT_FIELDS.includes(field)) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw new CommandError(
      'CommandNotSupported',
      `The field '${field}' in a statement of ${name} is not supported by this test server.`,
    );
  }
}

function matching(
  context: CommandContext,
  filter: BsonDocument,
  sort: BsonDocument,
  limit: number,
): BsonDocument[] {
  return findIn(context, { filter, sort, limit });
}

/** The document after the update; the same object when nothing has changed. */
function modify(context: CommandContext, document: BsonDocument, update: unknown): BsonDocument {
  const after = applyUpdate(document, update, { now: context.now, isInsert: false });
  refuseLarge(after);
  if (Buffer.compare(serialize(document), serialize(after)) === 0) return document;
  store(context, after);
  return after;
}

function insertByUpdate(context: CommandContext, filter: BsonDocument, update: unknown): BsonDocument {
  const equal = upsertBase(filter);
  const base = isReplacement(update) ? onlyId(equal) : equal;
  const made = applyUpdate(base, update, { now: context.now, isInsert: true });
  return storeNew(context, made);
}

function storeNew(context: CommandContext, made: BsonDocument): BsonDocument {
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

function removeFound(
  context: CommandContext,
  found: BsonDocument | undefined,
  project: (document: BsonDocument) => BsonDocument,
): BsonDocument {
  if (found === undefined) return { lastErrorObject: { n: 0 }, value: null };
  context.change({ kind: 'remove', ...place(context), id: found._id });
  return { lastErrorObject: { n: 1 }, value: project(found) };
}

function place(context: CommandContext) {
  return { database: context.database, collection: collectionName(context) };
}

function isOrdered({ command }: CommandContext): boolean {
  return command.ordered !== false;
}
