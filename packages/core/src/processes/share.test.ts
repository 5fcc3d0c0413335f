import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOf } from './share.ts';

/** Lets the processes act in turn, each on what is so, until nobody does anything. */
function settle(
  processes: readonly string[],
  wanted: readonly string[],
  begin: Map<string, { ownerId: string }>,
) {
  const holders = new Map(begin);
  let rounds = 0;
  for (let isMoving = true; isMoving; rounds += 1) {
    isMoving = false;
    for (const ownerId of processes) {
      const { take, give } = shareOf({ ownerId, present: processes, wanted, holders });
      for (const userId of give) holders.delete(userId);
      for (const userId of take) if (!holders.has(userId)) holders.set(userId, { ownerId });
      isMoving ||= take.length + give.length > 0;
    }
  }
  return { holders, rounds };
}

const processes = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 6 });

describe('shareOf', () => {
  it('lets every bot run, evenly, in a few rounds, whoever had which before', () => {
    const given = processes.chain((present) =>
      fc.record({
        present: fc.constant(present),
        begin: fc.array(fc.option(fc.constantFrom(...present, 'gone')), { maxLength: 120 }),
      }),
    );
    fc.assert(
      fc.property(given, ({ present, begin }) => {
        const wanted = begin.map((_, index) => `bot${index}`);
        const held = begin.flatMap((owner, index) =>
          owner === null || owner === 'gone' ? [] : [[`bot${index}`, { ownerId: owner }] as const],
        );
        const { holders, rounds } = settle(present, wanted, new Map(held));
        expect(holders.size).toBe(wanted.length);
        const counts = present.map(
          (ownerId) => [...holders.values()].filter((holder) => holder.ownerId === ownerId).length,
        );
        expect(Math.max(0, ...counts)).toBeLessThanOrEqual(Math.ceil(wanted.length / present.length));
        expect(rounds).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('takes nothing that somebody has, and gives nothing that others have', () => {
    const holders = new Map([
      ['a', { ownerId: 'one' }],
      ['b', { ownerId: 'two' }],
    ]);
    const wanted = ['a', 'b', 'c'];
    expect(shareOf({ ownerId: 'one', present: ['one', 'two'], wanted, holders })).toEqual({
      take: ['c'],
      give: [],
    });
  });

  it('counts itself also when the others do not see it yet', () => {
    const holders = new Map(['a', 'b', 'c'].map((userId) => [userId, { ownerId: 'one' }]));
    const wanted = ['a', 'b', 'c', 'd'];
    expect(shareOf({ ownerId: 'two', present: ['one'], wanted, holders }).take).toEqual(['d']);
    expect(shareOf({ ownerId: 'one', present: ['one', 'two'], wanted, holders }).give).toEqual(['c']);
  });
});
