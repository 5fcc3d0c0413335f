import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronField, ZONES } from '../test-support/schedules.ts';
import { missedEnds } from './missed-ends.ts';
import { Schedule } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const FROM = Date.UTC(2025, 0);

const expression = fc
  .tuple(cronField(0, 59), cronField(0, 23), cronField(1, 28), cronField(1, 12), cronField(0, 6))
  .map((fields) => fields.join(' '));

describe('missedEnds', () => {
  const everyMinute = new Schedule('* * * * *', 'UTC');

  it('is empty while the window is open, also when the clock was set back', () => {
    expect(missedEnds(everyMinute, FROM, FROM + MINUTE - 1)).toEqual([]);
    expect(missedEnds(everyMinute, FROM, FROM - DAY)).toEqual([]);
  });

  it('gives a tick at its own instant', () => {
    expect(missedEnds(everyMinute, FROM, FROM + MINUTE)).toEqual([FROM + MINUTE]);
  });

  it('gives each one of a thousand, and of more the newest', () => {
    expect(missedEnds(everyMinute, FROM, FROM + 1_000 * MINUTE)).toHaveLength(1_000);
    const ends = missedEnds(everyMinute, FROM, FROM + 5_000 * MINUTE);
    expect([ends.length, ends[0], ends.at(-1)]).toEqual([
      1_000,
      FROM + 4_001 * MINUTE,
      FROM + 5_000 * MINUTE,
    ]);
  });

  it('does not walk through years of seconds', () => {
    const everySecond = new Schedule('* * * * * *', 'UTC');
    const ends = missedEnds(everySecond, FROM, FROM + 2 * YEAR);
    expect([ends.length, ends.at(-1)]).toEqual([1_000, FROM + 2 * YEAR]);
  });

  it('gives windows that tile time, whatever the schedule, the zone and the downtime', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`seed of the windows: ${seed} (IMPOSTER_RUNS for another number of runs than 100)`);
    // Downtimes by the length of a window: of most windows there is none to a few in each.
    const looks = fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 4 });
    const begin = fc.integer({ min: FROM, max: FROM + 2 * YEAR });
    fc.assert(
      fc.property(expression, fc.constantFrom(...ZONES), begin, looks, (cron, zone, tracked, downtimes) => {
        const schedule = new Schedule(cron, zone);
        let start = schedule.lastAt(tracked);
        let now = tracked;
        for (const downtime of downtimes) {
          now += Math.round(downtime * (schedule.next(start) - start));
          for (const end of missedEnds(schedule, start, now)) {
            expect(end).toBeGreaterThan(start);
            start = end;
          }
          // Nothing that is over was left out, and what is open is not over.
          expect(start).toBeLessThanOrEqual(now);
          expect(schedule.next(start)).toBeGreaterThan(now);
        }
      }),
      { numRuns: Number(process.env.IMPOSTER_RUNS ?? 100), seed },
    );
  }, 3_600_000);
});
