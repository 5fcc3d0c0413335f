import { CommandError } from '../command-error.ts';
import { elementsAt } from '../query/distinct-values.ts';
import { compileProjection } from '../query/projection.ts';
import { isDocument } from '../values/document.ts';
import { runPipeline } from './aggregate.ts';
import {
  type Command,
  type CommandContext,
  collectionName,
  countField,
  documentField,
  documentsField,
  findIn,
} from './command.ts';

const IGNORED = ['hint', 'allowDiskUse', 'noCursorTimeout', 'allowPartialResults'];

const find: Command = {
  fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch', ...IGNORED],
  refused: [
    'collation',
    'let',
    'tailable',
    'awaitData',
    'returnKey',
    'showRecordId',
    'min',
    'max',
    'oplogReplay',
  ],
  run(context) {
    const { command, now, cursors } = context;
    const project = compileProjection(documentField(command, 'projection'), now);
    const found = findIn(context, {
      filter: documentField(command, 'filter'),
      sort: documentField(command, 'sort'),
      skip: countField(command, 'skip', 0),
      limit: limitOf(context),
    });
    return cursors.open(namespaceOf(context), found.map(project), {
      ...batchSizeOf(context),
      isSingleBatch: command.singleBatch === true,
    });
  },
};

const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'bypassDocumentValidation', ...IGNORED],
  refused: ['collation', 'let', 'explain'],
  run(context) {
    const { command, cursors } = context;
    const cursor = documentField(command, 'cursor');
    const documents = runPipeline(context, documentsField(command, 'pipeline'));
    return cursors.open(namespaceOf(context), documents, batchSizeOf({ ...context, command: cursor }));
  },
};

const count: Command = {
  fields: ['query', 'skip', 'limit', ...IGNORED],
  refused: ['collation'],
  run(context) {
    const { command } = context;
    const filter = documentField(command, 'query');
    const skip = countField(command, 'skip', 0);
    const found = findIn(context, { filter, skip, limit: limitOf(context) });
    return { n: found.length };
  },
};

const distinct: Command = {
  fields: ['key', 'query', ...IGNORED],
  refused: ['collation'],
  run(context) {
    const { command } = context;
    if (typeof command.key !== 'string') {
      throw new CommandError(
        'TypeMismatch',
        "BSON field 'distinct.key' is the wrong type, expected type 'string'",
      );
    }
    const found = findIn(context, { filter: documentField(command, 'query') });
    return { values: elementsAt(found, command.key) };
  },
};

const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run({ command, cursors }) {
    return cursors.more(cursorId(command.getMore), countField(command, 'batchSize', 0));
  },
};

const killCursors: Command = {
  fields: ['cursors'],
  run({ command, cursors }) {
    const ids = Array.isArray(command.cursors) ? command.cursors : [];
    const killed = ids.filter((id) => cursors.kill(cursorId(id)));
    const cursorsNotFound = ids.filter((id) => !killed.includes(id));
    return { cursorsKilled: killed, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
  },
};

/** Commands that change nothing. */
export const readCommands: Record<string, Command> = {
  find,
  aggregate,
  count,
  distinct,
  getMore,
  killCursors,
};

/** 0 means all. */
function limitOf({ command }: CommandContext): number {
  return countField(command, 'limit', 0) || Infinity;
}

function batchSizeOf({ command }: Pick<CommandContext, 'command'>): { batchSize?: number } {
  return command.batchSize === undefined ? {} : { batchSize: countField(command, 'batchSize', 0) };
}

function namespaceOf(context: CommandContext): string {
  const [target] = Object.values(context.command);
  return `${context.database}.${typeof target === 'string' ? collectionName(context) : '$cmd.aggregate'}`;
}

function cursorId(value: unknown): bigint {
  if (typeof value === 'object' && value !== null && 'toBigInt' in value && !isDocument(value)) {
    return (value as { toBigInt(): bigint }).toBigInt();
  }
  throw new CommandError('TypeMismatch', 'A cursor id has to be a long.');
}
