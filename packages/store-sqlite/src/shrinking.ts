import type { DatabaseSync } from 'node:sqlite';

/** How much is given back at a time: 256 pages, 1 MB, a few milliseconds. */
const PAGES_AT_ONCE = 256;

/** So many free pages are kept for what is written next, 4 MB. */
const KEPT_PAGES = 1_024;

/**
 * Gives the file system back what deletions have left free, in small steps between which the event loop goes on; in the end
 * it empties the log, so that what was deleted is in no file any more.
 */
export class Shrinking {
  readonly #connection: DatabaseSync;
  #next: NodeJS.Immediate | null = null;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /** Begins, unless it is under way. */
  begin(): void {
    this.#next ??= setImmediate(() => this.#step());
  }

  /** Leaves the rest as it is. */
  end(): void {
    if (this.#next !== null) clearImmediate(this.#next);
    this.#next = null;
  }

  #step(): void {
    this.#next = null;
    try {
      const free = Number(this.#connection.prepare('PRAGMA freelist_count').get()?.freelist_count);
      if (free > KEPT_PAGES) {
        this.#connection.exec(`PRAGMA incremental_vacuum(${Math.min(PAGES_AT_ONCE, free - KEPT_PAGES)})`);
        this.begin();
      } else this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The pages stay free, and are used again or given back another time; so does the log.
    }
  }
}
