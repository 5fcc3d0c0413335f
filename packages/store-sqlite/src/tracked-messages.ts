import { isSameSender, type PeriodMessage, type TrackedMessage } from '@chat-imposter/core';
import type { Database } from './database.ts';
import {
  ADD_TRACKED_MESSAGE,
  DELETE_TRACKED_MESSAGES,
  LAST_PLACE,
  MESSAGES_OF_WINDOW,
  SENDERS_OF_ID,
} from './tracking-queries.ts';
import { senderFromColumns, type TrackedMessageRow, toTrackedRow, trackedFromRow } from './tracking-row.ts';

/** Where a message stands. */
interface MessagePlace {
  place: number;
  /** Its own time; orders those that stand in one place. */
  time: number;
}

/** The table of tracked messages; a window of them is one range of its key. Knows nothing of periods. */
export class TrackedMessages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Where the last one stands; -Infinity when there is none. */
  lastPlace(groupNumber: number): number {
    const row = this.#database.statement(LAST_PLACE).get<[place: number]>(groupNumber);
    return row?.[0] ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether a message came before. */
  isKnown(groupNumber: number, { providerMessageId, sender }: TrackedMessage): boolean {
    if (providerMessageId === null) return false;
    const rows = this.#database
      .statement(SENDERS_OF_ID)
      .all<[id: string, alternateIds: string]>(groupNumber, providerMessageId);
    return rows.some(([id, alternateIds]) => isSameSender(senderFromColumns(id, '', alternateIds), sender));
  }

  /** Puts a message where it stands, behind those of the same time. */
  add(groupNumber: number, { place, time }: MessagePlace, message: PeriodMessage): void {
    this.#database.statement(ADD_TRACKED_MESSAGE).run(groupNumber, place, time, ...toTrackedRow(message));
  }

  /** Those after `start`, up to `end`. */
  readWindow(groupNumber: number, start: number, end: number): PeriodMessage[] {
    const statement = this.#database.statement(MESSAGES_OF_WINDOW);
    return statement.all<TrackedMessageRow>(groupNumber, start, end).map(trackedFromRow);
  }

  /** Deletes those after `start`, up to `end`; they are not known any more. */
  deleteWindow(groupNumber: number, start: number, end: number): void {
    this.#database.statement(DELETE_TRACKED_MESSAGES).run(groupNumber, start, end);
  }
}
