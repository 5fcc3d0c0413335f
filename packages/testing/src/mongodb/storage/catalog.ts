import type { Change } from './change.ts';
import { Collection, ID_INDEX } from './collection.ts';

/** The databases of a server. Everything that changes them is a {@link Change}. */
export class Catalog {
  readonly #databases = new Map<string, Map<string, Collection>>();

  /** null when there is no such collection. */
  find(database: string, name: string): Collection | null {
    return this.#databases.get(database)?.get(name) ?? null;
  }

  databases(): string[] {
    return [...this.#databases.keys()];
  }

  collections(database: string): Map<string, Collection> {
    return this.#databases.get(database) ?? new Map();
  }

  /**
   * Applies a change as a whole, or throws and has changed nothing.
   * @throws CommandError when a unique index forbids it
   */
  apply(change: Change): void {
    const { database } = change;
    switch (change.kind) {
      case 'create':
        this.#make(database, change.collection);
        return;
      case 'put':
        this.#make(database, change.collection).put(change.document);
        return;
      case 'remove':
        this.find(database, change.collection)?.remove(change.id);
        return;
      case 'create_index':
        this.#make(database, change.collection).addIndex(change.index);
        return;
      case 'drop_index':
        this.find(database, change.collection)?.indexes.delete(change.name);
        return;
      case 'drop':
        this.#databases.get(database)?.delete(change.collection);
        return;
      case 'drop_database':
        this.#databases.delete(database);
    }
  }

  /** The changes that make all of this out of nothing. */
  snapshot(): Change[] {
    return this.databases().flatMap((database) =>
      [...this.collections(database)].flatMap(([name, collection]) =>
        changesThatMake({ database, collection: name }, collection),
      ),
    );
  }

  #make(database: string, name: string): Collection {
    const collections = this.#databases.get(database) ?? new Map<string, Collection>();
    this.#databases.set(database, collections);
    const collection = collections.get(name) ?? new Collection(`${database}.${name}`);
    collections.set(name, collection);
    return collection;
  }
}

function changesThatMake(place: { database: string; collection: string }, collection: Collection): Change[] {
  const indexes = [...collection.indexes.values()].filter(({ description }) => description.name !== ID_INDEX);
  return [
    { kind: 'create', ...place },
    ...indexes.map(({ description }) => ({ kind: 'create_index' as const, ...place, index: description })),
    ...collection.all().map((document) => ({ kind: 'put' as const, ...place, document })),
  ];
}
