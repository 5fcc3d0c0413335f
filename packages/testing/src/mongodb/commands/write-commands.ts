import { CommandError } from '../command-error.ts';
import { compileProjection } from '../query/projection.ts';
import { isReplacement } from '../update/apply-update.ts';
import type { BsonDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { type Command, type CommandContext, documentField, documentsField, findIn } from './command.ts';
import { insertByUpdate, modify, place, storeNew } from './store-document.ts';
import { runStatements } from './write-result.ts';

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

function removeFound(
  context: CommandContext,
  found: BsonDocument | undefined,
  project: (document: BsonDocument) => BsonDocument,
): BsonDocument {
  if (found === undefined) return { lastErrorObject: { n: 0 }, value: null };
  context.change({ kind: 'remove', ...place(context), id: found._id });
  return { lastErrorObject: { n: 1 }, value: project(found) };
}

function isOrdered({ command }: CommandContext): boolean {
  return command.ordered !== false;
}
