import type { Schedule } from './schedule.ts';

/** Windows that are cut one by one after a downtime; older ones become one longer window. */
const MOST_WINDOWS = 1_000;

/**
 * Where the windows end that are over: the ticks after the start of the open window, up to now. Of more than a thousand
 * only the newest are given, so that the first window reaches from the start to the oldest of them.
 */
export function missedEnds(schedule: Schedule, windowStart: number, now: number): number[] {
  const ends: number[] = [];
  for (let tick = schedule.next(windowStart); tick <= now; tick = schedule.next(tick)) {
    ends.push(tick);
    if (ends.length > MOST_WINDOWS) return newestEnds(schedule, now);
  }
  return ends;
}

/** Looked for from farther and farther back, because there may be millions. */
function newestEnds(schedule: Schedule, now: number): number[] {
  for (let reach = 1_000 * MOST_WINDOWS; ; reach *= 2) {
    const ends: number[] = [];
    for (let tick = schedule.next(now - reach); tick <= now; tick = schedule.next(tick)) ends.push(tick);
    if (ends.length >= MOST_WINDOWS) return ends.slice(-MOST_WINDOWS);
  }
}
