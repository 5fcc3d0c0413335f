import { Int32, Long } from 'bson';
import { CommandError } from '../command-error.ts';
import { ID_INDEX } from '../storage/collection.ts';
import { isDocument } from '../values/document.ts';
import { type Command, collectionName, collectionOf, documentField } from './command.ts';
import { createIndexes } from './create-indexes.ts';

const listIndexes: Command = {
  fields: ['cursor'],
  run(context) {
    const collection = collectionOf(context);
    const { database, cursors } = context;
    const name = collectionName(context);
    if (collection === null) {
      throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
    }
    return cursors.open(
      `${database}.${name}`,
      [...collection.indexes.values()].map(({ description }) => description),
    );
  },
};

const dropIndexes: Command = {
  isWrite: true,
  fields: ['index'],
  run(context) {
    const collection = collectionOf(context);
    const { command, database } = context;
    const name = collectionName(context);
    if (collection === null) throw new CommandError('NamespaceNotFound', `ns not found ${database}.${name}`);
    const nIndexesWas = collection.indexes.size;
    const names =
      command.index === '*'
        ? [...collection.indexes.keys()].filter((each) => each !== ID_INDEX)
        : [command.index].flat();
    for (const each of names) {
      if (each === ID_INDEX) throw new CommandError('InvalidOptions', 'cannot drop _id index');
      if (typeof each !== 'string' || !collection.indexes.has(each)) {
        throw new CommandError('IndexNotFound', `index not found with name [${String(each)}]`);
      }
    }
    for (const each of names) {
      context.change({ kind: 'drop_index', database, collection: name, name: each as string });
    }
    return { nIndexesWas: new Int32(nIndexesWas) };
  },
};

const create: Command = {
  isWrite: true,
  refused: [
    'capped',
    'timeseries',
    'validator',
    'viewOn',
    'pipeline',
    'collation',
    'clusteredIndex',
    'size',
    'max',
  ],
  run(context) {
    const name = collectionName(context);
    if (collectionOf(context) !== null) {
      throw new CommandError('NamespaceExists', `Collection ${context.database}.${name} already exists.`);
    }
    context.change({ kind: 'create', database: context.database, collection: name });
    return {};
  },
};

const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run(context) {
    const { command, catalog, database, cursors } = context;
    const filter = documentField(command, 'filter');
    const isWanted = (name: string) => filter.name === undefined || filter.name === name;
    const unknown = Object.keys(filter).find((field) => field !== 'name');
    if (unknown !== undefined || isDocument(filter.name)) {
      throw new CommandError(
        'CommandNotSupported',
        'listCollections only filters by name in this test server.',
      );
    }
    const names = [...catalog.collections(database).keys()].filter(isWanted);
    const listed = names.map((name) => ({
      name,
      type: 'collection',
      ...(command.nameOnly === true ? {} : { options: {}, info: { readOnly: false } }),
    }));
    return cursors.open(`${database}.$cmd.listCollections`, listed);
  },
};

const listDatabases: Command = {
  fields: ['nameOnly', 'authorizedDatabases'],
  refused: ['filter'],
  run({ catalog }) {
    const databases = catalog
      .databases()
      .map((name) => ({ name, sizeOnDisk: Long.fromNumber(0), empty: false }));
    return { databases, totalSize: Long.fromNumber(0) };
  },
};

const drop: Command = {
  isWrite: true,
  run(context) {
    const collection = collectionOf(context);
    // Since MongoDB 7.0 it is no error when there is none.
    if (collection === null) return {};
    context.change({ kind: 'drop', database: context.database, collection: collectionName(context) });
    return { nIndexesWas: new Int32(collection.indexes.size), ns: collection.namespace };
  },
};

const dropDatabase: Command = {
  isWrite: true,
  run(context) {
    context.change({ kind: 'drop_database', database: context.database });
    return { dropped: context.database };
  },
};

/** Commands about collections and their indexes. */
export const catalogCommands: Record<string, Command> = {
  create,
  createIndexes,
  drop,
  dropDatabase,
  dropIndexes,
  listCollections,
  listDatabases,
  listIndexes,
};
