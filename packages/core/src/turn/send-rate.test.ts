import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditAfterRefusal, creditAt, sendRateOf, spent, waitFor } from './send-rate.ts';

const NATURAL = sendRateOf('natural', false);
const THROTTLED = sendRateOf('natural', true);
if (NATURAL === null || THROTTLED === null) throw new Error('There is no rate.');

describe('sendRateOf', () => {
  it.each([
    ['natural', false, { intervalMs: 3_000, burst: 5 }],
    ['natural', true, { intervalMs: 6_000, burst: 5 }],
    ['instant', false, null],
    ['instant', true, { intervalMs: 6_000, burst: 5 }],
  ] as const)('of %s, throttled: %s', (profile, isThrottled, rate) => {
    expect(sendRateOf(profile, isThrottled)).toEqual(rate);
  });
});

describe('creditAt', () => {
  it.each([
    ['adds up with time', 0, 1_234, 1_234],
    ['adds up to a burst', 4_000, 1_000_000, 15_000],
    ['loses nothing when a clock is set back', 4_000, -1_000_000, 4_000],
  ])('%s', (_, ms, passed, expected) => {
    expect(creditAt({ ms, asOf: 50 }, NATURAL, 50 + passed)).toEqual({ ms: expected, asOf: 50 + passed });
  });
});

describe('waitFor', () => {
  it.each([
    [1, 3_000, 0],
    [1, 2_999, 1],
    [4, 3_000, 9_000],
    [1, 0, 3_000],
  ])('%i messages with %i ms takes %i ms', (count, ms, wait) => {
    expect(waitFor(count, { ms, asOf: 0 }, NATURAL)).toBe(wait);
  });
});

describe('creditAfterRefusal', () => {
  it.each([
    [1, 6_000],
    [2, 12_000],
    [3, 24_000],
    [6, 192_000],
    [7, 300_000],
    [1_000, 300_000],
  ])('after %i refusals in a row holds the account still for %i ms', (refusals, holdMs) => {
    expect(waitFor(1, creditAfterRefusal(refusals, 99), THROTTLED)).toBe(holdMs);
  });
});

describe('The rule of the pace', () => {
  it.each([
    ['natural', NATURAL],
    ['throttled', THROTTLED],
  ])('lets in every stretch of time no more pass than the burst and what the %s rate allows', (_, rate) => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the sends: ${seed}`);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20_000 }), { maxLength: 60, size: 'max' }), (pauses) => {
        let now = 0;
        let credit = { ms: 0, asOf: 0 };
        const sends: number[] = [];
        for (const pause of pauses) {
          now += pause;
          credit = creditAt(credit, rate, now);
          if (waitFor(1, credit, rate) > 0) continue;
          credit = spent(credit, rate);
          sends.push(now);
        }
        for (const [first, from] of sends.entries()) {
          for (const [index, until] of sends.entries()) {
            if (index < first) continue;
            expect(index - first + 1).toBeLessThanOrEqual(rate.burst + (until - from) / rate.intervalMs);
          }
        }
        expect(sends.length).toBeLessThanOrEqual(now / rate.intervalMs);
      }),
      { seed },
    );
  });
});
