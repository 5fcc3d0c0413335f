import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('retryAfterMs', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['nothing', {}, undefined],
    ['seconds', { 'retry-after': '7' }, 7000],
    ['fractions of seconds', { 'retry-after': '0.25' }, 250],
    ['zero', { 'retry-after': '0' }, 0],
    ['milliseconds before seconds', { 'retry-after-ms': '62.5', 'retry-after': '7' }, 62.5],
    ['seconds when the milliseconds are no number', { 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [
      'a date by the clock of the server',
      { 'retry-after': 'Sun, 22 Nov 2026 13:00:05 GMT', date: 'Sun, 22 Nov 2026 13:00:00 GMT' },
      5000,
    ],
    ['a negative number', { 'retry-after': '-1' }, undefined],
    ['an empty value', { 'retry-after': '' }, undefined],
    ['an absurd number', { 'retry-after': '9'.repeat(400) }, undefined],
    ['a word', { 'retry-after': 'Later' }, undefined],
  ])('reads %s', (_case, headers, expected) => {
    expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected);
  });

  it('never gives anything but a time to wait', () => {
    const likely = fc.oneof(
      fc.stringMatching(/^[-+ ]?\d{1,400}(\.\d+)?$/),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.option(likely), fc.option(likely), fc.option(likely), (milliseconds, after, date) => {
        const headers = new Map([
          ['retry-after-ms', milliseconds],
          ['retry-after', after],
          ['date', date],
        ]);
        const waited = retryAfterMs({ get: (name) => headers.get(name) ?? null }, NOW);
        expect(waited === undefined || (Number.isFinite(waited) && waited >= 0)).toBe(true);
      }),
    );
  });
});
