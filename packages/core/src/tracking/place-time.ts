import type { TrackedMessage } from '../contracts/tracking-store.ts';
import { DAY_MS } from '../limits.ts';

/**
 * The time of a message of a tracked group, epoch milliseconds: that of the platform, else that of its acceptance, and
 * never more than a day after that. A phone whose clock is far ahead cannot put a message into a window to come.
 */
export function trackedTimeOf({
  originatingTime,
  acceptedTime,
}: Pick<TrackedMessage, 'originatingTime' | 'acceptedTime'>): number {
  return Math.min(originatingTime ?? acceptedTime, acceptedTime + DAY_MS);
}

/**
 * The time at which a message stands in a window: its own, or the very beginning when its time comes before the window.
 * Windows begin just after their start, so that the beginning is the next number that there is: then it is in the window
 * wherever that ends.
 * @param windowStart epoch milliseconds
 */
export function placeTimeIn(windowStart: number, time: number): number {
  return time > windowStart ? time : justAfter(windowStart);
}

/** The smallest number that is greater. Read as integers, the bits of doubles of one sign have the order of their size. */
function justAfter(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, number);
  bits.setBigInt64(0, bits.getBigInt64(0) + (number > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
