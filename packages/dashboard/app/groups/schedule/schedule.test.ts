import { describe, expect, it } from 'vitest';
import { scheduleOutlook } from './schedule.ts';

const after = Date.UTC(2026, 9, 24, 12);
const outlookOf = (expression: string, timezone: string | null = 'UTC') =>
  scheduleOutlook(expression, { timezone, after, count: 3 });

describe('scheduleOutlook', () => {
  it('gives the next runs in the zone, also when its clocks change', () => {
    const { runs } = outlookOf('0 9 * * *', 'Europe/Berlin');
    expect(runs?.map((run) => new Date(run).toISOString())).toEqual([
      '2026-10-25T08:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
      '2026-10-27T08:00:00.000Z',
    ]);
  });

  it.each(['*/2 * * * * *', '0/20 * * * *', '0 9 L * *', ' 0 9 * * MON-FRI '])('takes %s', (expression) => {
    expect(outlookOf(expression)).toMatchObject({ problem: null });
  });

  it.each([
    ['', /0 fields/],
    ['* * * *', /4 fields/],
    ['* * * * * * *', /7 fields/],
    ['99 * * * *', /minute/i],
    ['0 9 30 2 *', /never/i],
    ['hello there my dear friend', /./],
  ])('says what is wrong with "%s"', (expression, problem) => {
    expect(outlookOf(expression).problem).toMatch(problem);
  });

  it('says that a zone is none', () => {
    expect(outlookOf('0 9 * * *', 'Mars/Olympus').problem).toMatch(/Mars/);
  });
});
