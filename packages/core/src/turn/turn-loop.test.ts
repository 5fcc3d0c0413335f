import { createFakeClock, settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { type RunOutcome, TurnLoop } from './turn-loop.ts';
import { TurnSlots } from './turn-slots.ts';

const DONE: RunOutcome = { kind: 'done' };

/** A bot whose turns are begun and ended by hand. */
function handWork() {
  const pending = new Map<string, number>();
  const running = new Map<string, (outcome: RunOutcome) => void>();
  const interrupted: string[] = [];
  const failures: string[] = [];
  const begun: string[] = [];
  return {
    begun,
    running,
    failures,
    interrupted,
    add: (contact: string) => pending.set(contact, (pending.get(contact) ?? 0) + 1),
    work: {
      hasWork: (contact: string) => (pending.get(contact) ?? 0) > 0,
      run: (contact: string) => {
        begun.push(contact);
        pending.delete(contact);
        return new Promise<RunOutcome>((resolve) => {
          running.set(contact, (outcome) => {
            running.delete(contact);
            resolve(outcome);
          });
        });
      },
      interrupt: (contact: string) => interrupted.push(contact),
      failed: (contact: string) => failures.push(contact),
    },
  };
}

function setUp(
  options: { quietMs?: number; maxWaitMs?: number; maxConcurrent?: number; slots?: TurnSlots } = {},
) {
  const clock = createFakeClock();
  const hand = handWork();
  const pace = { clock, quietMs: 0, maxWaitMs: 0, maxConcurrent: 8, slots: new TurnSlots(32) };
  const loop = new TurnLoop(hand.work, { ...pace, ...options });
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
    running.get('ann')?.(DONE);
    await settled();
    expect(begun).toEqual(['ann', 'bob', 'ann']);
  });

  it('loses no message at the hand-off, however many microtasks after the turn it comes', async () => {
    for (let microtasks = 0; microtasks < 50; microtasks++) {
      const { message, begun, running } = setUp();
      message('ann');
      running.get('ann')?.(DONE);
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      message('ann');
      await settled();
      expect(begun, `after ${microtasks} microtasks`).toEqual(['ann', 'ann']);
    }
  });

  it('wakes one contact that rests, or is about to, and no other', async () => {
    const { loop, message, begun, running } = setUp();
    for (const contact of ['ann', 'bob']) message(contact);
    running.get('bob')?.({ kind: 'rest', delayMs: null });
    await settled();
    loop.wakeOne('ann');
    running.get('ann')?.({ kind: 'rest', delayMs: null });
    await settled();
    expect(begun).toEqual(['ann', 'bob', 'ann']);
    running.get('ann')?.({ kind: 'rest', delayMs: null });
    await settled();
    loop.wakeOne('ann');
    expect(begun).toEqual(['ann', 'bob', 'ann', 'ann']);
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
    running.get('b')?.(DONE);
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('tries again after the time that a turn asks for', async () => {
    const { clock, message, begun, running } = setUp();
    message('ann');
    running.get('ann')?.({ kind: 'rest', delayMs: 30_000 });
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
          return DONE;
        },
        interrupt: () => {},
        failed: (contact) => failures.push(contact),
      },
      { clock, quietMs: 0, maxWaitMs: 0, maxConcurrent: 1, slots: new TurnSlots(1) },
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
    running.get('ann')?.(DONE);
    await stopped;
    expect(begun).toEqual(['ann']);
  });

  it('shares the slots of the process with other bots, each in its turn', async () => {
    const slots = new TurnSlots(2);
    const one = setUp({ slots });
    const two = setUp({ slots });
    for (const contact of ['a', 'b', 'c']) one.message(contact);
    for (const contact of ['x', 'y']) two.message(contact);
    expect([...one.begun, ...two.begun]).toEqual(['a', 'b']);
    one.running.get('a')?.(DONE);
    await settled();
    one.running.get('b')?.(DONE);
    await settled();
    expect([one.begun, two.begun]).toEqual([['a', 'b', 'c'], ['x']]);
  });

  it('leaves a slot that it has no use for any more to others', async () => {
    const slots = new TurnSlots(1);
    const [busy, stopped, next] = [setUp({ slots }), setUp({ slots }), setUp({ slots })];
    busy.message('a');
    stopped.message('b');
    next.message('c');
    await stopped.loop.stop();
    busy.running.get('a')?.(DONE);
    await settled();
    expect([stopped.begun, next.begun]).toEqual([[], ['c']]);
  });

  it('tells a running turn of newer input, and begins an interrupted one when the burst has ended', async () => {
    const { clock, message, begun, running, interrupted } = setUp({ quietMs: 1_000, maxWaitMs: 8_000 });
    message('ann');
    await clock.advance(1_000);
    const since = clock.now();
    message('ann');
    expect(interrupted).toEqual(['ann']);
    running.get('ann')?.({ kind: 'interrupted', since });
    await clock.advance(999);
    expect(begun).toEqual(['ann']);
    await clock.advance(1);
    expect(begun).toEqual(['ann', 'ann']);

    for (let waited = 0; waited < 7_000; waited += 500) {
      if (waited === 0) running.get('ann')?.({ kind: 'interrupted', since });
      await clock.advance(500);
      message('ann');
    }
    expect(begun).toEqual(['ann', 'ann', 'ann']);
  });

  it.each([null, 30_000])('is woken from a rest of %s, at whatever moment that comes', async (delayMs) => {
    for (let microtasks = 0; microtasks < 10; microtasks++) {
      const { loop, message, begun, running } = setUp();
      message('ann');
      running.get('ann')?.({ kind: 'rest', delayMs });
      for (let tick = 0; tick < microtasks; tick++) await Promise.resolve();
      loop.wake();
      await settled();
      expect(begun, `after ${microtasks} microtasks`).toEqual(['ann', 'ann']);
    }
  });

  it('does not wake what rests after a defect', async () => {
    const { clock, loop, begun, running, message } = setUp();
    message('ann');
    running.get('ann')?.(Promise.reject(new Error('broken')) as never);
    await settled();
    loop.wake();
    expect(begun).toEqual(['ann']);
    await clock.advance(30_000);
    expect(begun).toEqual(['ann', 'ann']);
  });

  it('forgets a contact that waits, and waits for the end of one that runs', async () => {
    const { loop, clock, message, begun, running } = setUp({ quietMs: 100, maxWaitMs: 100 });
    message('bob');
    await loop.forget('bob');
    message('ann');
    await clock.advance(100);
    const ended: string[] = [];
    const forgotten = loop.forget('ann').then(() => ended.push('ann'));
    await settled();
    expect([begun, ended]).toEqual([['ann'], []]);
    running.get('ann')?.(DONE);
    await forgotten;
    expect(ended).toEqual(['ann']);
  });

  it.each<RunOutcome>([
    { kind: 'rest', delayMs: 1_000 },
    { kind: 'rest', delayMs: 0 },
    { kind: 'interrupted', since: 0 },
  ])('forgets a contact whose turn would go on: %j', async (outcome) => {
    const { loop, clock, message, begun, running } = setUp({ quietMs: 100, maxWaitMs: 100 });
    message('ann');
    await clock.advance(100);
    const forgotten = loop.forget('ann');
    running.get('ann')?.(outcome);
    await settled();
    running.get('ann')?.(DONE);
    await forgotten;
    const count = begun.length;
    await clock.advance(60_000);
    expect(begun).toHaveLength(count);
    message('ann');
    await clock.advance(100);
    expect(begun).toHaveLength(count + 1);
  });

  it('forgets a contact whose turn ended after the loop had been stopped', async () => {
    const { loop, message, running } = setUp();
    message('ann');
    const stopped = loop.stop();
    running.get('ann')?.({ kind: 'rest', delayMs: null });
    await stopped;
    await expect(loop.forget('ann')).resolves.toBeUndefined();
  });
});
