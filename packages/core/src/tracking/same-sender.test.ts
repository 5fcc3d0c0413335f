import { describe, expect, it } from 'vitest';
import { isSameSender } from './same-sender.ts';

function party(identifier: string, ...alternateIdentifiers: string[]) {
  return { identifier, displayName: 'Ann', alternateIdentifiers };
}

describe('isSameSender', () => {
  it.each([
    ['by their identifier', party('a'), party('a'), true],
    ['by an alternate id of the first', party('a', 'x', 'b'), party('b'), true],
    ['by an alternate id of the second', party('a'), party('b', 'x', 'a'), true],
    ['by an alternate id of both', party('a', 'x'), party('b', 'y', 'x'), true],
    ['not by their name', party('a'), party('b'), false],
    ['not by other ids', party('a', 'x'), party('b', 'y'), false],
  ])('knows the same person %s', (_, left, right, expected) => {
    expect(isSameSender(left, right)).toBe(expected);
    expect(isSameSender(right, left)).toBe(expected);
  });
});
