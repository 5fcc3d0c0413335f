import { describe, expect, it } from 'vitest';
import type { Outcome } from './post.ts';
import { failureOf, nextStep } from './retry-policy.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

function step(outcome: Outcome, { tries = 1, fraction = 0 } = {}) {
  return nextStep(outcome, { tries, now: NOW, random: { fraction: () => fraction, hex: () => '' } });
}

const answered = (status: number, retryAfter: string | null = null): Outcome => ({
  kind: 'answered',
  status,
  retryAfter,
});
const pauseAfter = (outcome: Outcome, more?: { tries?: number; fraction?: number }) => {
  const next = step(outcome, more);
  return next.kind === 'retry' ? next.pauseMs / 1_000 : next.kind;
};

describe('nextStep', () => {
  it.each([200, 202, 204, 299])('takes %i for delivered', (status) => {
    expect(step(answered(status))).toEqual({ kind: 'delivered' });
  });

  it.each([400, 401, 403, 404, 410, 413, 418, 422, 499])('gives up at %i', (status) => {
    expect(step(answered(status))).toEqual({ kind: 'give_up', reason: 'rejected' });
  });

  it.each([101, 300, 301, 302, 307, 308, 408, 409, 425, 429, 500, 502, 503, 504])(
    'tries again after %i',
    (status) => {
      expect(pauseAfter(answered(status))).toBe(5);
    },
  );

  it('waits longer each time, for 6 more tries', () => {
    const failed: Outcome = { kind: 'failed', failure: 'timeout' };
    expect([1, 2, 3, 4, 5, 6].map((tries) => pauseAfter(failed, { tries }))).toEqual([
      5, 30, 120, 600, 3_600, 10_800,
    ]);
    expect(step(failed, { tries: 7 })).toEqual({ kind: 'give_up', reason: 'exhausted' });
  });

  it('does not try again together what failed together', () => {
    expect([0, 0.5, 0.999].map((fraction) => pauseAfter(answered(500), { fraction }))).toEqual([
      5, 5.5, 5.999,
    ]);
  });

  it.each([
    [429, '120', 1, 120],
    [503, '120', 1, 120],
    [503, 'Thu, 15 Jan 2026 12:02:00 GMT', 1, 120],
    [503, 'Thu, 15 Jan 2026 11:00:00 GMT', 1, 5],
    [429, '1', 1, 5],
    [429, '86400', 1, 3_600],
    [429, '86400', 6, 10_800],
    [503, 'soon', 1, 5],
    [503, '-7', 1, 5],
    [500, '120', 1, 5],
  ])('waits after %i with Retry-After: %s, at try %i, for %i s', (status, retryAfter, tries, seconds) => {
    expect(pauseAfter(answered(status, retryAfter), { tries })).toBe(seconds);
  });
});

describe('failureOf', () => {
  it('is a word', () => {
    expect(failureOf(answered(500))).toBe('status 500');
    expect(failureOf({ kind: 'failed', failure: 'ECONNREFUSED' })).toBe('ECONNREFUSED');
  });
});
