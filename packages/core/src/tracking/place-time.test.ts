import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../limits.ts';
import { placeTimeIn, trackedTimeOf } from './place-time.ts';

const ACCEPTED = Date.UTC(2026, 10, 22);

describe('trackedTimeOf', () => {
  it.each([
    ['that of the platform', ACCEPTED - 5_000, ACCEPTED - 5_000],
    ['that of its acceptance when the platform gave none', null, ACCEPTED],
    ['that of the platform, however old', 0, 0],
    ['that of the platform a little ahead', ACCEPTED + 60_000, ACCEPTED + 60_000],
    ['a day after its acceptance at most', ACCEPTED + DAY_MS + 1, ACCEPTED + DAY_MS],
  ])('is %s', (_, originatingTime, expected) => {
    expect(trackedTimeOf({ originatingTime, acceptedTime: ACCEPTED })).toBe(expected);
  });
});

describe('placeTimeIn', () => {
  it.each([
    [100, 101],
    [100, 100.5],
    [100, Number.POSITIVE_INFINITY],
  ])('leaves a message where it is: window after %d, time %d', (windowStart, time) => {
    expect(placeTimeIn(windowStart, time)).toBe(time);
  });

  it.each([1, 100, 2 ** 41, ACCEPTED, 0.1, 1e300, 0, -0, -1, -(2 ** 41), -0.1, -Number.MIN_VALUE])(
    'puts what comes before the window after %d at its very beginning',
    (windowStart) => {
      const place = placeTimeIn(windowStart, windowStart);
      expect(place).toBeGreaterThan(windowStart);
      expect([windowStart, place]).toContain((windowStart + place) / 2);
      expect(placeTimeIn(windowStart, Number.NEGATIVE_INFINITY)).toBe(place);
    },
  );
});
