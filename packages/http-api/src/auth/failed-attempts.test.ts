import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { FailedAttempts } from './failed-attempts.ts';

describe('FailedAttempts', () => {
  it('makes an address wait after 10 failures, until a minute after the first of them', async () => {
    const clock = createFakeClock();
    const failures = new FailedAttempts(clock);
    for (let count = 0; count < 10; count++) {
      expect(failures.waitMs('a')).toBe(0);
      failures.add('a');
      await clock.advance(1000);
    }
    expect(failures.waitMs('a')).toBe(50_000);
    await clock.advance(49_999);
    expect(failures.waitMs('a')).toBe(1);
    await clock.advance(1);
    expect(failures.waitMs('a')).toBe(0);
    failures.add('a');
    expect(failures.waitMs('a')).toBe(1000);
  });

  it('forgives what comes later than now, because the clock was set back', () => {
    let now = 86_400_000;
    const failures = new FailedAttempts({ now: () => now, after: () => () => {} });
    for (let count = 0; count < 10; count++) failures.add('a');
    expect(failures.waitMs('a')).toBe(60_000);
    now = 0;
    expect(failures.waitMs('a')).toBe(0);
  });

  it('counts each address for itself', () => {
    const failures = new FailedAttempts(createFakeClock());
    for (let count = 0; count < 10; count++) failures.add('a');
    expect([failures.waitMs('a'), failures.waitMs('b')]).toEqual([60_000, 0]);
  });

  it('remembers at most 10,000 addresses, those that failed last', () => {
    const failures = new FailedAttempts(createFakeClock());
    for (let count = 0; count < 10; count++) failures.add('first');
    for (let count = 0; count < 10; count++) failures.add('second');
    for (let address = 0; address < 9_998; address++) failures.add(`other-${address}`);
    expect([failures.waitMs('first'), failures.waitMs('second')]).toEqual([60_000, 60_000]);
    failures.add('one more');
    expect([failures.waitMs('first'), failures.waitMs('second')]).toEqual([0, 60_000]);
  });
});
