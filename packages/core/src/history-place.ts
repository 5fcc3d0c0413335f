import { ImposterError } from './contracts/errors.ts';
import type { HistoryQuery, StoredMessage } from './contracts/store.ts';

/** Where a message stands among all of its bot, for all stores alike. */
export interface HistoryPlace {
  /** By which it stands in its conversation, epoch milliseconds. */
  time: number;
  /** Tells apart those of one time: what was recorded later has the higher one. */
  sequence: number;
}

/** Behind everything. */
const END: HistoryPlace = { time: Number.POSITIVE_INFINITY, sequence: Number.POSITIVE_INFINITY };

const LARGEST_PAGE = 10_000;

/**
 * The place that the messages of a page are before.
 * @throws ImposterError `invalid_cursor`
 */
export function placeBefore({ before }: Pick<HistoryQuery, 'before'>): HistoryPlace {
  if (before === null) return END;
  const [time = Number.NaN, sequence = Number.NaN] = decoded(before).split(' ').map(Number);
  const place = { time, sequence };
  if (Number.isFinite(time) && Number.isSafeInteger(sequence) && cursorOf(place) === before) return place;
  throw new ImposterError('invalid_cursor', 'This is not where a page of the history ended: begin anew.');
}

/** How many messages a page holds at most. */
export function pageSizeOf({ limit }: Pick<HistoryQuery, 'limit'>): number {
  return Math.min(Math.max(1, Math.floor(limit) || 1), LARGEST_PAGE);
}

/** Sorts the newest to the front. */
export function newestFirst(one: HistoryPlace, other: HistoryPlace): number {
  return other.time - one.time || other.sequence - one.sequence;
}

/**
 * Those of a page, and the cursor of the next one.
 * @param found Newest first; one more than fits, or as many as there are.
 */
export function cutPage<Found extends HistoryPlace>(
  found: readonly Found[],
  size: number,
): { page: Found[]; next: string | null } {
  const page = found.slice(0, size);
  const last = page.at(-1);
  return { page, next: found.length > size && last !== undefined ? cursorOf(last) : null };
}

/** Whether a contact wrote the message to the bot, and it came as it was written. */
export function isIncoming({ source, origin }: Pick<StoredMessage, 'source' | 'origin'>): boolean {
  return source === 'user' && origin !== 'history';
}

function cursorOf({ time, sequence }: HistoryPlace): string {
  return Buffer.from(`${time} ${sequence}`).toString('base64url');
}

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}
