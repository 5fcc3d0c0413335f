import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { LinkingMonitor } from './linking-monitor.ts';

function setUp() {
  const clock = createFakeClock();
  const lost: number[] = [];
  const monitor = new LinkingMonitor(clock, () => lost.push(clock.now()));
  const begun = clock.now();
  return { clock, monitor, lostAfter: () => lost.map((time) => time - begun) };
}

describe('LinkingMonitor', () => {
  it('lets the first beat take fifteen seconds', async () => {
    const { clock, lostAfter } = setUp();
    await clock.advance(60_000);
    expect(lostAfter()).toEqual([15_000]);
  });

  it('ends five seconds after the last beat', async () => {
    const { clock, monitor, lostAfter } = setUp();
    await clock.advance(1_000);
    monitor.beat();
    await clock.advance(4_000);
    monitor.beat();
    await clock.advance(60_000);
    expect(lostAfter()).toEqual([10_000]);
  });

  it('is quiet once ended', async () => {
    const { clock, monitor, lostAfter } = setUp();
    monitor.end();
    await clock.advance(60_000);
    expect(lostAfter()).toEqual([]);
  });
});
