import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule, ScheduleError } from './schedule.ts';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(`${iso}Z`);
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

/** The next ticks after an instant. */
function ticks(schedule: Schedule, after: number, count: number): string[] {
  const found: string[] = [];
  for (let tick = schedule.next(after); found.length < count; tick = schedule.next(tick))
    found.push(iso(tick));
  return found;
}

describe('Schedule', () => {
  it.each([
    ['0/20 * * * *', ['2026-01-01T00:20', '2026-01-01T00:40', '2026-01-01T01:00']],
    ['7/20 * * * *', ['2026-01-01T00:07', '2026-01-01T00:27', '2026-01-01T00:47']],
    ['0 9 * * MON-FRI', ['2026-01-01T09:00', '2026-01-02T09:00', '2026-01-05T09:00']],
    ['0 0 L * *', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    ['0 0 29 2 *', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
    ['0 30 12 * * *', ['2026-01-01T12:30', '2026-01-02T12:30', '2026-01-03T12:30']],
    ['  0 12   1 * * ', ['2026-01-01T12:00', '2026-02-01T12:00', '2026-03-01T12:00']],
  ])('of %j ticks at %j', (expression, expected) => {
    expect(ticks(new Schedule(expression, 'UTC'), at('2026-01-01T00:00'), 3)).toEqual(expected);
  });

  it('ticks every second', () => {
    const schedule = new Schedule('* * * * * *', 'UTC');
    expect(schedule.next(10_000)).toBe(11_000);
    expect(schedule.next(10_999)).toBe(11_000);
    expect(schedule.lastAt(10_999)).toBe(10_000);
    expect(schedule.lastAt(10_000)).toBe(10_000);
  });

  it.each([
    ['skipped in spring', '30 2 * * *', 'America/New_York', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['skipped at midnight', '0 0 * * *', 'America/Sao_Paulo', ['2018-11-04T03:00', '2018-11-05T02:00']],
    ['doubled in autumn', '30 1 * * *', 'America/New_York', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['within a doubled hour', '0/30 * * * *', 'America/New_York', ['2026-11-01T05:30', '2026-11-01T06:00']],
    [
      'of a zone with half hours',
      '0 12 * * *',
      'Australia/Lord_Howe',
      ['2026-04-05T01:30', '2026-04-06T01:30'],
    ],
  ])('ticks once at a time %s', (_, expression, timezone, expected) => {
    const [first = ''] = expected;
    const schedule = new Schedule(expression, timezone);
    expect(ticks(schedule, schedule.lastAt(at(first) - 1), 2)).toEqual(expected);
    expect(schedule.lastAt(at(first))).toBe(at(first));
  });

  it.each([
    ['', /0 fields; expected are 5/],
    ['   ', /0 fields/],
    ['* * * *', /4 fields/],
    ['* * * * * * *', /7 fields/],
    ['@daily', /1 fields/],
    ['61 * * * *', /wrong minute: "61"; expected are 0 to 59/],
    ['* 24 * * *', /wrong hour: "24"/],
    ['* * 0 * *', /wrong day of month: "0"/],
    ['* * * 13 *', /wrong month: "13"/],
    ['* * * FOO *', /wrong month: "FOO"/],
    ['* * * * 8', /wrong day of week: "8"/],
    ['60 * * * * *', /wrong second: "60"/],
    ['1,,2 * * * *', /wrong minute/],
    ['*/0 * * * *', /wrong minute/],
    ['H * * * *', /wrong minute/],
    ['? * * * *', /wrong minute/],
    ['-1 * * * *', /wrong minute/],
    ['1.5 * * * *', /wrong minute/],
    ['0 0 31 2 *', /never comes/],
    ['0 0 30 2 *', /never comes/],
    ['0 0 31 4,6 *', /never comes/],
    [`* * * * ${'1,'.repeat(40_000)}`, /at most 1024/],
  ])('refuses %j', (expression, complaint) => {
    expect(() => new Schedule(expression, 'UTC')).toThrow(complaint);
  });

  it('refuses nonsense of any kind without another error', () => {
    const field = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('*', '?', 'L', '*/7', '1-5', '5-1', '1#2', 'MON'),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 7 }), (fields) => {
        try {
          const schedule = new Schedule(fields.join(' '), 'UTC');
          expect(schedule.next(0)).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ScheduleError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds as the last tick the one whose next is later', () => {
    const schedules = ['*/7 * * * *', '0 3 * * *', '15 2 * * SUN', '0 0 1 */2 *', '0 0 29 2 *'].flatMap(
      (expression) =>
        ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Tehran'].map(
          (zone) => new Schedule(expression, zone),
        ),
    );
    const instant = fc.integer({ min: at('2015-01-01T00:00'), max: at('2030-01-01T00:00') });
    fc.assert(
      fc.property(fc.constantFrom(...schedules), instant, (schedule, now) => {
        const last = schedule.lastAt(now);
        expect(last).toBeLessThanOrEqual(now);
        expect(schedule.next(last)).toBeGreaterThan(now);
        expect(schedule.next(last - HOUR)).toBeLessThanOrEqual(last);
      }),
      { numRuns: 300 },
    );
  });
});
