import { describe, expect, it } from 'vitest';
import { inRounds } from './rounds.ts';

describe('inRounds', () => {
  it('begins each round with another subject and keeps the samples of each apart', async () => {
    const order: string[] = [];
    const samples = await inRounds(['a', 'b', 'c'], 2, async (subject, round) => {
      order.push(subject);
      return `${subject}${round}`;
    });
    expect(order.join('')).toBe('abcbca');
    expect(samples.get('c')).toEqual(['c0', 'c1']);
  });
});
