const BASE_MS = 1_000;
const CAP_MS = 60_000;
const LONG_MS = 10_000;
const SHORT_TRIES = 12;
const RARE_MS = 5 * 60_000;

/**
 * How long to wait before the next connection, in milliseconds.
 * Full jitter: a random part of 1 s, 2 s, 4 s … 60 s; from the thirteenth failure in a row about every five minutes.
 * @param failures how many connections failed in a row, this one included (from 1)
 * @param fraction a random number in [0, 1)
 * @param isLong whether the wait is at least ten seconds, because the platform asked for peace
 */
export function backoffMs(failures: number, fraction: number, isLong: boolean): number {
  if (failures > SHORT_TRIES) return Math.round(RARE_MS * (0.8 + 0.4 * fraction));
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1));
  const wait = Math.round(ceiling * fraction);
  return isLong ? LONG_MS + wait : wait;
}
