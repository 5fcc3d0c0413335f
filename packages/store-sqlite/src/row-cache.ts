import type { Database } from './database.ts';

/** Far more than are in use at a time; a cache that is full starts anew. */
const MOST_ROWS = 10_000;

/**
 * Copies of rows that every write needs. Nobody else can write the file while it is open, so a copy stays true until
 * this process takes a change back, or opens the file again: then all copies are dropped.
 */
export class RowCache<Row> {
  readonly #database: Database;
  readonly #rows = new Map<string, Row>();
  #generation = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The copy of a row, else what `load` finds; `undefined`, which is not kept, when that finds none. */
  get<Found extends Row | undefined>(key: string, load: () => Found): Row | Found {
    this.#dropOutdated();
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = load();
    if (row !== undefined) this.set(key, row);
    return row;
  }

  /** Keeps a copy of a row that was just written. */
  set(key: string, row: Row): void {
    if (this.#rows.size >= MOST_ROWS) this.#rows.clear();
    this.#rows.set(key, row);
  }

  /** Forgets the copy of a row. */
  delete(key: string): void {
    this.#rows.delete(key);
  }

  #dropOutdated(): void {
    if (this.#generation === this.#database.generation) return;
    this.#generation = this.#database.generation;
    this.#rows.clear();
  }
}
