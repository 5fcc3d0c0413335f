import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HourOfUsageJson } from '../../api/api-json.ts';
import { rangeStart, usageBars } from './usage-bars.ts';
import { latencyMs, NO_USAGE } from './usage-totals.ts';

const HOUR_MS = 3_600_000;

describe('usageBars', () => {
  beforeAll(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
  afterAll(() => void vi.unstubAllEnvs());

  it.each([
    ['an ordinary day', '2026-11-20T12:30:00Z', '2026-11-19T13:00:00Z'],
    ['the day on which an hour comes twice', '2026-10-25T12:30:00Z', '2026-10-24T13:00:00Z'],
  ])('has 24 hours before the end of %s', (_, now, first) => {
    const bars = usageBars([], { range: 'day', grouping: 'hour', now: Date.parse(now) });
    expect(bars).toHaveLength(24);
    expect(bars[0]?.start).toBe(Date.parse(first));
    expect(bars.every(({ totals }) => totals === NO_USAGE)).toBe(true);
  });

  it.each([
    ['winter', '2026-11-20T12:30:00Z', '2026-11-13T23:00:00Z', Array(7).fill(24)],
    ['the end of summer time', '2026-10-26T12:30:00Z', '2026-10-19T22:00:00Z', [24, 24, 24, 24, 24, 25, 24]],
    ['the beginning of it', '2026-03-30T12:30:00Z', '2026-03-23T23:00:00Z', [24, 24, 24, 24, 24, 23, 24]],
  ])('has 7 days from midnight to midnight in %s', (_, now, first, lengths) => {
    const bars = usageBars([], { range: 'week', grouping: 'day', now: Date.parse(now) });
    expect(bars).toHaveLength(7);
    expect(bars[0]?.start).toBe(Date.parse(first));
    const starts = bars.map(({ start }) => start ?? 0);
    const nextDay = new Date(new Date(starts.at(-1) ?? 0).setHours(24)).getTime();
    expect([...starts.slice(1), nextDay].map((end, index) => (end - (starts[index] ?? 0)) / HOUR_MS)).toEqual(
      lengths,
    );
  });

  it('puts an hour into the day that it has in the zone of the browser', () => {
    const now = Date.parse('2026-11-20T12:30:00Z');
    const hours = [hour('2026-11-18T22:00:00Z', 'a'), hour('2026-11-18T23:00:00Z', 'b')];
    const bars = usageBars(hours, { range: 'week', grouping: 'day', now });
    const used = bars.filter(({ totals }) => totals.calls > 0).map(({ start }) => new Date(start ?? 0));
    expect(used.map((date) => date.toISOString())).toEqual([
      '2026-11-17T23:00:00.000Z',
      '2026-11-18T23:00:00.000Z',
    ]);
  });

  it('adds up what models used in an hour, and what a model used in all of them', () => {
    const now = Date.parse('2026-11-20T12:30:00Z');
    const hours = [
      hour('2026-11-20T10:00:00Z', 'a'),
      hour('2026-11-20T10:00:00Z', 'b'),
      hour('2026-11-20T11:00:00Z', 'a'),
      hour('2026-11-01T11:00:00Z', 'too old'),
    ];
    const byHour = usageBars(hours, { range: 'day', grouping: 'hour', now });
    expect(byHour.map(({ totals }) => totals.calls).filter(Boolean)).toEqual([4, 2]);
    const byModel = usageBars(hours, { range: 'day', grouping: 'model', now });
    expect(byModel.map(({ key, totals }) => [key, totals.input, latencyMs(totals)])).toEqual([
      ['a', 200, 50],
      ['b', 100, 50],
    ]);
  });

  it('begins a month 29 days before today, at midnight', () => {
    expect(rangeStart('month', Date.parse('2026-11-20T12:30:00Z'))).toBe(Date.parse('2026-10-21T22:00:00Z'));
  });
});

function hour(start: string, model: string): HourOfUsageJson {
  return {
    start: Date.parse(start),
    model,
    turns: 1,
    calls: 2,
    input_tokens: 100,
    cached_input_tokens: 10,
    output_tokens: 20,
    reasoning_tokens: 5,
    duration_ms: 100,
  };
}
