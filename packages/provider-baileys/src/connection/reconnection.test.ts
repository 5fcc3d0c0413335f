import { describe, expect, it } from 'vitest';
import { Changes } from '../testing/changes.ts';
import { HeldClock } from '../testing/held-clock.ts';
import type { Disconnect } from './disconnect.ts';
import { Reconnection } from './reconnection.ts';

const lost: Disconnect = { kind: 'platform', statusCode: 428, message: '' };
const random = { fraction: () => 0.5, hex: () => '' };

describe('Reconnection', () => {
  it('waits longer after each failure, also when connections open in between', () => {
    const reconnection = new Reconnection(new HeldClock(new Changes()), random);
    const delays = [1, 2, 3].map(() => {
      reconnection.opened();
      return reconnection.ended(lost).delayMs;
    });
    expect(delays).toEqual([500, 1_000, 2_000]);
  });

  it('begins anew when a connection was open for a minute', async () => {
    const clock = new HeldClock(new Changes());
    const reconnection = new Reconnection(clock, random);
    reconnection.ended(lost);
    reconnection.opened();
    await clock.fire(60_000);
    expect(reconnection.ended(lost).delayMs).toBe(500);
  });

  it('does not count the minute of a connection that has ended', () => {
    const clock = new HeldClock(new Changes());
    const reconnection = new Reconnection(clock, random);
    reconnection.opened();
    reconnection.ended(lost);
    expect(clock.held).toEqual([]);
  });

  it('restarts at once, without counting it as a failure', () => {
    const reconnection = new Reconnection(new HeldClock(new Changes()), random);
    expect(reconnection.ended({ ...lost, statusCode: 515 }).delayMs).toBe(0);
    expect(reconnection.ended(lost).delayMs).toBe(500);
  });
});
