import type { Period, PeriodQuery } from '@chat-imposter/core';
import type { Database } from './database.ts';
import {
  ADD_PERIOD,
  BOUNDS_OF_PERIODS,
  DELETE_PERIODS,
  LAST_END,
  NEWEST_PERIOD,
  PERIOD_FOR,
  SET_DIGEST,
} from './tracking-queries.ts';

/** A period without its messages. */
export interface PeriodRow extends Pick<Period, 'start' | 'end' | 'createdTime' | 'digest'> {
  /** Counts the periods that were cut in the group, from 1. */
  periodNumber: number;
}

/** The table of the bounds of periods; knows nothing of their messages. */
export class TrackedPeriods {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Where the newest one ends; undefined when there is none. */
  lastEnd(groupNumber: number): number | undefined {
    return this.#database.statement(LAST_END).get<[end: number]>(groupNumber)?.[0];
  }

  /** Where the first one begins that ends at an instant or later; undefined when there is none. */
  startFor(groupNumber: number, time: number): number | undefined {
    return this.#database.statement(PERIOD_FOR).get<[start: number]>(groupNumber, time)?.[0];
  }

  /** Keeps a new one, without a digest. */
  add(groupNumber: number, { periodNumber, start, end, createdTime }: Omit<PeriodRow, 'digest'>): void {
    this.#database.statement(ADD_PERIOD).run(groupNumber, end, start, periodNumber, createdTime);
  }

  /** Keeps the digest of the one that ends at an instant. */
  setDigest(groupNumber: number, end: number, digest: string): void {
    this.#database.statement(SET_DIGEST).run(digest, groupNumber, end);
  }

  /** The newest of those that begin after `from` and end before `until`. */
  newest(groupNumber: number, from: number, until: number): PeriodRow | undefined {
    const row = this.#database
      .statement(NEWEST_PERIOD)
      .get<[periodNumber: number, start: number, end: number, createdTime: number, digest: string | null]>(
        groupNumber,
        from,
        until,
      );
    if (!row) return undefined;
    const [periodNumber, start, end, createdTime, digest] = row;
    return { periodNumber, start, end, createdTime, digest };
  }

  /** Deletes those that a query means; tells how many, and the bounds of all of them together. */
  delete(
    groupNumber: number,
    { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, last }: PeriodQuery,
  ): { count: number; start: number; end: number } {
    const newestFirst = this.#database
      .statement(BOUNDS_OF_PERIODS)
      .all<[start: number, end: number]>(groupNumber, from, until, last || Number.MAX_SAFE_INTEGER);
    const [newest, oldest] = [newestFirst[0], newestFirst.at(-1)];
    if (!newest || !oldest) return { count: 0, start: 0, end: 0 };
    const [start, end] = [oldest[0], newest[1]];
    this.#database.statement(DELETE_PERIODS).run(groupNumber, start, end);
    return { count: newestFirst.length, start, end };
  }
}
