import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffMs', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [12, 60_000],
  ])('waits a random part of %i. failure: up to %i ms', (failures, ceiling) => {
    expect(backoffMs(failures, 0, false)).toBe(0);
    expect(backoffMs(failures, 0.5, false)).toBe(ceiling / 2);
    expect(backoffMs(failures, 0.999_999, false)).toBe(ceiling);
  });

  it('waits about five minutes from the thirteenth failure on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 100_000 }), fraction, (failures, part) => {
        const wait = backoffMs(failures, part, false);
        expect(wait).toBeGreaterThanOrEqual(240_000);
        expect(wait).toBeLessThanOrEqual(360_000);
      }),
    );
  });

  it('waits ten seconds at least when it is to be long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fraction, (failures, part) => {
        expect(backoffMs(failures, part, true)).toBeGreaterThanOrEqual(10_000);
      }),
    );
  });

  it('connects at most forty times an hour to a platform that closes every connection at once', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fraction), (fractions) => {
        let elapsed = 0;
        let connections = 0;
        for (const part of fractions) {
          connections += 1;
          elapsed += backoffMs(connections, part, false);
          if (elapsed > 3_600_000) break;
        }
        expect(connections).toBeLessThanOrEqual(40);
      }),
    );
  });
});
