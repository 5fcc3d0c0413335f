import { createFakeClock } from '@chat-imposter/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoginGate, loginWaitMs } from './login-gate.ts';

describe('loginWaitMs', () => {
  it.each([
    [[], 0],
    [[5_000, 5_000], 0],
    [[5_000, 5_000, 5_000], 1_000],
    [[4_500, 4_900, 5_000], 500],
    [[4_000, 4_900, 5_000], 0],
    [[9_000, 9_000, 9_000], 0],
  ])('after logins at %j, with three a second, at 5000 it waits %i ms', (recent, waitMs) => {
    expect(loginWaitMs(recent, 5_000, 3)).toBe(waitMs);
  });
});

/** How many of the times lie in the fullest second. */
function mostInOneSecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));
}

describe('LoginGate', () => {
  function setUp(limit: number) {
    const clock = createFakeClock();
    const gate = new LoginGate(limit);
    const logins: [name: string, afterMs: number][] = [];
    const begun = clock.now();
    const enter = (name: string) => gate.enter(clock, () => logins.push([name, clock.now() - begun]));
    return { clock, logins, enter };
  }

  it('lets the first in at once, and the others in the order in which they came', async () => {
    const { clock, logins, enter } = setUp(2);
    for (const name of ['a', 'b', 'c', 'd', 'e']) enter(name);
    expect(logins).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
    await clock.advance(3_000);
    expect(logins.slice(2)).toEqual([
      ['c', 1_000],
      ['d', 1_000],
      ['e', 2_000],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('makes nobody wait for one who has left the queue', async () => {
    const { clock, logins, enter } = setUp(1);
    enter('a');
    const leave = [enter('b'), enter('c')];
    enter('d');
    for (const each of leave) each();
    await clock.advance(1_000);
    expect(logins.map(([name]) => name)).toEqual(['a', 'd']);
    leave[0]?.();
    expect(clock.pendingTimers).toBe(0);
  });

  it('has no timer when all have left', () => {
    const { clock, enter } = setUp(1);
    enter('a');
    enter('b')();
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets one in that comes while another logs in', () => {
    const clock = createFakeClock();
    const gate = new LoginGate(2);
    const order: string[] = [];
    gate.enter(clock, () => {
      order.push('a');
      gate.enter(clock, () => order.push('b'));
    });
    expect(order).toEqual(['a', 'b']);
  });

  it('never lets more in than it should, whenever they come', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 1, max: 5 }), async (pauses, limit) => {
        const { clock, logins, enter } = setUp(limit);
        for (const pause of pauses) {
          enter('bot');
          await clock.advance(pause);
        }
        await clock.advance(60_000);
        expect(logins).toHaveLength(pauses.length);
        expect(mostInOneSecond(logins.map(([, time]) => time))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 30 },
    );
  });
});
