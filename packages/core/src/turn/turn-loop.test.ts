import { createFakeClock, settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { TurnLoop } from './turn-loop.ts';

/** A bot whose turns are begun and ended by hand. */
function handWork() {
  const pending = new Map<string, number>();
  const running = new Map<string, (outcome: { againAfterMs: number } | null) => void>();
  const failures: string[] = [];
  const begun: string[] = [];
  return {
    begun,
    running,
    failures,
    add: (contact: string) => pending.set(contact, (pending.get(contact) ?? 0) + 1),
    work: {
      hasWork: (contact: string) => (pending.get(contact) ?? 0) > 0,
      run: (contact: string) => {
        begun.push(contact);
        pending.delete(contact);
        return new Promise<{ againAfterMs: number } | null>((resolve) => {
          running.set(contact, (outcome) => {
            running.delete(contact);
            resolve(outcome);
          });
        });
      },
      failed: (contact: string) => failures.push(contact),
    },
  };
}

function setUp(options: { quietMs?: number; maxWaitMs?: number; maxConcurrent?: number } = {}) {
  const clock = createFakeClock();
  const hand = handWork();
  const loop = new TurnLoop(hand.work, { clock, quietMs: 0, maxWaitMs: 0, maxConcurrent: 8, ...options });
  const message = (contact: string) => {
    hand.add(contact);
    loop.notify(contact);
  };
  return { clock, loop, message, ...hand };
}

describe('TurnLoop', () => {
  it('runs one turn at a time per contact and contacts side by side', async () => {
    const { message, begun, running } = setUp();
    message('ann');
    message('ann');
    message('bob');
    expect(begun).toEqual(['ann', 'bob']);
    message('ann');
    running.get('ann')?.(null);
    await settled();
    expect(begun).toEqual(['ann', 'bob', 'ann']);
  });

  it('loses no message at the hand-off, however many microtasks after the turn it comes', async () => {
    for (let microtasks = 0; microtasks < 50; microtasks++) {
      const { message, begun, running } = setUp();
      message('ann');
      running.get('ann')?.(null);
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      message('ann');
      await settled();
      expect(begun, `after ${microtasks} microtasks`).toEqual(['ann', 'ann']);
    }
  });

  it('waits for the end of a burst, but not for ever', async () => {
    const { clock, message, begun } = setUp({ quietMs: 1_200, maxWaitMs: 8_000 });
    message('ann');
    await clock.advance(1_199);
    expect(begun).toEqual([]);
    await clock.advance(1);
    expect(begun).toEqual(['ann']);

    for (let waited = 0; waited < 8_000; waited += 1_000) {
      message('bob');
      await clock.advance(1_000);
    }
    expect(begun).toEqual(['ann', 'bob']);
  });

  it('runs no more turns at once than it may, and the next when one ends', async () => {
    const { message, begun, running } = setUp({ maxConcurrent: 2 });
    for (const contact of ['a', 'b', 'c']) message(contact);
    expect(begun).toEqual(['a', 'b']);
    running.get('b')?.(null);
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('tries again after the time that a turn asks for', async () => {
    const { clock, message, begun, running } = setUp();
    message('ann');
    running.get('ann')?.({ againAfterMs: 30_000 });
    await clock.advance(29_999);
    expect(begun).toEqual(['ann']);
    await clock.advance(1);
    expect(begun).toEqual(['ann', 'ann']);
  });

  it('reports a turn that throws and goes on with other contacts', async () => {
    const clock = createFakeClock();
    const failures: string[] = [];
    const begun: string[] = [];
    const loop = new TurnLoop(
      {
        hasWork: () => false,
        run: async (contact) => {
          begun.push(contact);
          if (contact === 'bad') throw new Error('broken');
          return null;
        },
        failed: (contact) => failures.push(contact),
      },
      { clock, quietMs: 0, maxWaitMs: 0, maxConcurrent: 1 },
    );
    loop.notify('bad');
    loop.notify('good');
    await settled();
    expect(begun).toEqual(['bad', 'good']);
    expect(failures).toEqual(['bad']);
  });

  it('begins nothing after a stop and resolves it when the last turn has ended', async () => {
    const { loop, clock, message, begun, running } = setUp({ quietMs: 100, maxWaitMs: 100 });
    message('ann');
    await clock.advance(100);
    message('bob');
    let isStopped = false;
    const stopped = loop.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(1_000);
    expect(begun).toEqual(['ann']);
    expect(isStopped).toBe(false);
    running.get('ann')?.(null);
    await stopped;
    expect(begun).toEqual(['ann']);
  });
});
