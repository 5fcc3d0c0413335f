import { describe, expect, it } from 'vitest';
import { endOfDay, rangeOf } from './range.ts';

describe('endOfDay', () => {
  it('is behind everything of the day, and in front of the next', () => {
    const end = new Date(endOfDay('2026-02-28') ?? 0);
    expect([end.getMonth(), end.getDate(), end.getHours(), end.getMilliseconds()]).toEqual([2, 1, 0, 1]);
  });

  it.each(['', '2026', '28.2.2026'])('is none for "%s"', (day) => expect(endOfDay(day)).toBeNull());
});

describe('rangeOf', () => {
  it('holds the periods at its edges', () => {
    const periods = [
      { periodStart: 20, periodEnd: 30 },
      { periodStart: 10, periodEnd: 20 },
    ];
    expect(rangeOf(periods)).toEqual({ from: 9, until: 31 });
  });

  it('is none without periods', () => expect(rangeOf([])).toBeNull());
});
