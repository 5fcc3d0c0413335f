import { describe, expect, it } from 'vitest';
import { cronOf, minutesOf, type Preset, presetOf, presetOfKind, timeOf } from './preset.ts';

const PRESETS: readonly [string, Preset][] = [
  ['0 * * * *', { kind: 'hourly' }],
  ['5 9 * * *', { kind: 'daily', minutes: 545 }],
  ['0 0 * * 1-5', { kind: 'weekdays', minutes: 0 }],
  ['59 23 * * 0', { kind: 'weekly', minutes: 1_439, weekday: 0 }],
  ['30 18 28 * *', { kind: 'monthly', minutes: 1_110, day: 28 }],
];

describe('presets', () => {
  it.each(PRESETS)('are expressions and the other way round: %s', (expression, preset) => {
    expect(cronOf(preset)).toBe(expression);
    expect(presetOf(expression)).toEqual(preset);
  });

  it('know an expression that is written in another way', () => {
    expect(presetOf('  0   9 * * MON-FRI ')).toEqual({ kind: 'weekdays', minutes: 540 });
  });

  it.each([
    '',
    '* * * * *',
    '0/20 * * * *',
    '0 0 9 * * *',
    '60 9 * * *',
    '0 24 * * *',
    '0 9 31 * *',
    '0 9 1 * 1',
    '0 9 * 1 *',
  ])('leave any other expression alone: "%s"', (expression) => expect(presetOf(expression)).toBeNull());

  it('keep the time when the kind is another', () => {
    expect(presetOfKind('weekly', { kind: 'daily', minutes: 61 })).toEqual({
      kind: 'weekly',
      minutes: 61,
      weekday: 1,
    });
    expect(presetOfKind('daily', { kind: 'hourly' })).toEqual({ kind: 'daily', minutes: 540 });
    expect(presetOfKind('monthly', null)).toEqual({ kind: 'monthly', minutes: 540, day: 1 });
  });

  it.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1_439],
  ])('write and read the time %s', (time, minutes) => {
    expect(minutesOf(time)).toBe(minutes);
    expect(timeOf(minutes)).toBe(time);
  });

  it('read no time where there is none', () => expect(minutesOf('')).toBeNull());
});
