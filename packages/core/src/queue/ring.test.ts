import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from './ring.ts';

describe('Ring', () => {
  it('does as an array does, however often it grows and shrinks', () => {
    const runs = fc.array(fc.integer({ min: -70, max: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(runs, (steps) => {
        const ring = new Ring<number>();
        const array: number[] = [];
        let next = 0;
        for (const step of steps) {
          for (let count = 0; count < step; count++) {
            ring.push(next);
            array.push(next++);
          }
          for (let count = 0; count < -step; count++) {
            ring.shift();
            array.shift();
          }
          expect(ring.toArray()).toEqual(array);
          expect([ring.count, ring.oldest, ring.newest]).toEqual([array.length, array[0], array.at(-1)]);
        }
      }),
    );
  });
});
