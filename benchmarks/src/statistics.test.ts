import { describe, expect, it } from 'vitest';
import { median, percentile, ratios, row, spread } from './statistics.ts';

describe('statistics', () => {
  it('finds the middle and the value of a share, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(percentile([5, 4, 3, 2, 1], 0.95)).toBe(5);
  });

  it('compares each sample with that of its own round', () => {
    expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
  });

  it('tells how far samples lie apart', () => {
    expect(spread([2, 3, 2.5])).toBe(1.5);
  });

  it('makes a row of a table', () => {
    expect(row('sending', [1, 2, 3])).toBe('| sending | 3 | 2.0 | 3.0 | 1.0 | 3.0 |');
  });
});
