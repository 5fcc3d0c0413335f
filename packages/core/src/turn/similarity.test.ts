import { describe, expect, it } from 'vitest';
import { similarity } from './similarity.ts';

describe('similarity', () => {
  it.each([
    ['the same', 'Hello  there', 'hello there', 1],
    ['both empty', '', ' ', 1],
    ['one letter each', 'a', 'b', 0],
    ['nothing in common', 'abc', 'xyz', 0],
    ['half in common', 'night', 'nacht', 0.25],
  ])('of %s', (_, left, right, expected) => {
    expect(similarity(left, right)).toBe(expected);
    expect(similarity(right, left)).toBe(expected);
  });

  it('is near 1 for texts that differ in a number', () => {
    expect(similarity('I am away, ticket 4711.', 'I am away, ticket 4712.')).toBeGreaterThan(0.9);
  });
});
