import { createFakeClock, createSeededRandom, settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { newDelivery } from './delivery.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Outcome } from './post.ts';

const answered = (status: number): Outcome => ({ kind: 'answered', status, retryAfter: null });

/** A queue to a target that does as it is told; `tried` and `ended` are ids, in order. */
function setUp({ maxQueued = 100, answer = () => answered(204) as Outcome | null } = {}) {
  const clock = createFakeClock();
  const tried: string[] = [];
  const givenUp: string[] = [];
  const open = new Map<string, (outcome: Outcome) => void>();
  let mostAtOnce = 0;
  const rules = { answer: answer as (id: string) => Outcome | null };
  const queue = new DeliveryQueue({
    clock,
    random: { ...createSeededRandom(1), fraction: () => 0 },
    maxQueued,
    send: ({ id }, signal) => {
      tried.push(id);
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      const end = (outcome: Outcome) => {
        open.delete(id);
        resolve(outcome);
      };
      signal.addEventListener('abort', () => end({ kind: 'failed', failure: 'aborted' }));
      open.set(id, end);
      mostAtOnce = Math.max(mostAtOnce, open.size);
      const outcome = rules.answer(id);
      if (outcome !== null) end(outcome);
      return promise;
    },
    gaveUp: ({ id, tries, lastFailure }, reason) => givenUp.push(`${id} ${reason} ${tries} ${lastFailure}`),
  });
  return {
    clock,
    queue,
    tried,
    givenUp,
    rules,
    mostAtOnce: () => mostAtOnce,
    /** Ids are the bot and a number. */
    add: (...ids: readonly string[]) => {
      for (const id of ids) queue.add(newDelivery({ id, userId: id.slice(0, -1), body: '' }));
    },
    end: async (id: string, outcome = answered(204)) => {
      const end = open.get(id);
      if (end === undefined) throw new Error(`${id} is not on its way.`);
      end(outcome);
      await settled();
    },
  };
}

/** A target that does not answer by itself. */
const silent = () => null;

describe('DeliveryQueue', () => {
  it('begins in a later round of the event loop', async () => {
    const { add, tried, queue } = setUp();
    add('ann1');
    expect([tried, queue.size]).toEqual([[], 1]);
    await settled();
    expect([tried, queue.size]).toEqual([['ann1'], 0]);
  });

  it('delivers the events of one bot one after the other, and those of others meanwhile', async () => {
    const { add, end, tried } = setUp({ answer: silent });
    add('ann1', 'ann2', 'bob1', 'ann3', 'bob2');
    await settled();
    expect(tried).toEqual(['ann1', 'bob1']);
    await end('bob1');
    expect(tried).toEqual(['ann1', 'bob1', 'bob2']);
    await end('ann1');
    await end('ann2');
    expect(tried).toEqual(['ann1', 'bob1', 'bob2', 'ann2', 'ann3']);
  });

  it('keeps the order of a bot while its first is tried again', async () => {
    const { add, clock, rules, tried, queue } = setUp({ answer: () => answered(500) });
    add('ann1', 'ann2', 'bob1');
    await settled();
    expect(tried).toEqual(['ann1', 'bob1']);
    await clock.advance(5_000);
    rules.answer = () => answered(200);
    await clock.advance(30_000);
    expect(tried).toEqual(['ann1', 'bob1', 'ann1', 'bob1', 'ann1', 'ann2', 'bob1']);
    expect([queue.size, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('has four requests under way at most', async () => {
    const { add, end, tried, mostAtOnce } = setUp({ answer: silent });
    add('a1', 'b1', 'c1', 'd1', 'e1', 'a2');
    await settled();
    expect(tried).toEqual(['a1', 'b1', 'c1', 'd1']);
    await end('c1');
    expect(tried.slice(4)).toEqual(['e1']);
    await end('a1');
    expect(tried.slice(5)).toEqual(['a2']);
    expect(mostAtOnce()).toBe(4);
  });

  it('tries seven times, later each time, and gives up', async () => {
    const { add, clock, tried, givenUp } = setUp({ answer: () => answered(500) });
    add('ann1');
    const times: number[] = [];
    await settled();
    for (const seconds of [5, 30, 120, 600, 3_600, 10_800]) {
      await clock.advance(seconds * 1_000 - 1);
      times.push(tried.length);
      await clock.advance(1);
    }
    expect(times).toEqual([1, 2, 3, 4, 5, 6]);
    expect([tried.length, givenUp]).toEqual([7, ['ann1 exhausted 7 status 500']]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up at once what is refused, and goes on with the next', async () => {
    const { add, rules, tried, givenUp } = setUp();
    rules.answer = (id) => answered(id === 'ann1' ? 410 : 200);
    add('ann1', 'ann2');
    await settled();
    expect([tried, givenUp]).toEqual([['ann1', 'ann2'], ['ann1 rejected 1 status 410']]);
  });

  describe('when too many wait', () => {
    it('gives up the oldest, of whichever bot', async () => {
      const { add, givenUp, queue } = setUp({ maxQueued: 2, answer: silent });
      add('ann1', 'bob1', 'ann2');
      expect([givenUp, queue.size]).toEqual([['ann1 overflow 0 null'], 2]);
      add('cem1');
      expect(givenUp.slice(1)).toEqual(['bob1 overflow 0 null']);
    });

    it('leaves alone what is on its way, which counts not', async () => {
      const { add, end, givenUp, tried } = setUp({ maxQueued: 1, answer: silent });
      add('ann1');
      await settled();
      add('ann2');
      expect(givenUp).toEqual([]);
      add('ann3');
      expect(givenUp).toEqual(['ann2 overflow 0 null']);
      await end('ann1');
      expect(tried).toEqual(['ann1', 'ann3']);
    });

    it('leaves no timer behind for a bot whose last was given up', async () => {
      const { add, rules, clock, givenUp } = setUp({ maxQueued: 1, answer: () => answered(500) });
      add('ann1');
      await settled();
      rules.answer = () => answered(200);
      add('bob1');
      await settled();
      expect(givenUp).toEqual(['ann1 overflow 1 status 500']);
      expect(clock.pendingTimers).toBe(0);
    });

    it('does not try sooner because what waited for its next try was given up', async () => {
      const { add, clock, givenUp, tried } = setUp({ maxQueued: 1, answer: () => answered(503) });
      add('ann1');
      await settled();
      for (const id of ['ann2', 'ann3', 'ann4']) add(id);
      await clock.advance(4_999);
      expect(givenUp).toEqual(['ann1 overflow 1 status 503', 'ann2 overflow 0 null', 'ann3 overflow 0 null']);
      expect(tried).toEqual(['ann1']);
      await clock.advance(1);
      expect(tried).toEqual(['ann1', 'ann4']);
    });
  });

  describe('close', () => {
    it('is over at once when nothing is left', async () => {
      const { queue, clock } = setUp();
      await queue.close();
      expect(clock.pendingTimers).toBe(0);
    });

    it('tries once more what waits for its next try, and delivers what stands behind it', async () => {
      const { add, queue, rules, tried, givenUp, clock } = setUp({ answer: () => answered(500) });
      add('ann1', 'ann2', 'bob1');
      await settled();
      rules.answer = () => answered(200);
      await queue.close();
      expect(tried).toEqual(['ann1', 'bob1', 'ann1', 'bob1', 'ann2']);
      expect([queue.size, givenUp, clock.pendingTimers]).toEqual([0, [], 0]);
    });

    it('gives up what fails then, and all behind it', async () => {
      const { add, queue, tried, givenUp, clock } = setUp({ answer: () => answered(500) });
      add('ann1', 'ann2', 'ann3');
      await settled();
      await queue.close();
      expect(tried).toEqual(['ann1', 'ann1']);
      expect(givenUp).toEqual(['ann1 closed 2 status 500', 'ann2 closed 0 null', 'ann3 closed 0 null']);
      expect([queue.size, clock.pendingTimers]).toEqual([0, 0]);
    });

    it('ends what is on its way after five seconds, and begins nothing more', async () => {
      const { add, queue, tried, givenUp, clock } = setUp({ answer: silent });
      add('a1', 'b1', 'c1', 'd1', 'e1', 'a2');
      await settled();
      const closed = queue.close();
      await clock.advance(4_999);
      expect(givenUp).toEqual([]);
      await clock.advance(1);
      await closed;
      expect(tried).toEqual(['a1', 'b1', 'c1', 'd1']);
      expect(givenUp.toSorted()).toEqual([
        'a1 closed 1 aborted',
        'a2 closed 0 null',
        'b1 closed 1 aborted',
        'c1 closed 1 aborted',
        'd1 closed 1 aborted',
        'e1 closed 0 null',
      ]);
      expect([queue.size, clock.pendingTimers]).toEqual([0, 0]);
    });
  });
});
