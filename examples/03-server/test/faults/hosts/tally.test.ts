import { describe, expect, it } from 'vitest';
import { brokenOf, countsOf, disorderOf, reasonsOf } from './tally.ts';

describe('disorderOf', () => {
  const sent = [
    { text: 'a1', chat: 'a' },
    { text: 'b1', chat: 'b' },
    { text: 'a2', chat: 'a' },
    { text: 'a3', chat: 'a' },
  ];

  it.each([
    ['the order in which they were sent', ['a1', 'b1', 'a2', 'a3'], 0],
    ['another order of the chats', ['a1', 'a2', 'a3', 'b1'], 0],
    ['a message that is missing', ['a1', 'a3'], 0],
    ['two messages of a chat that changed places', ['a2', 'a1', 'a3'], 1],
    ['a message before all others', ['a3', 'a1', 'a2'], 1],
    ['the reverse order', ['a3', 'a2', 'b1', 'a1'], 2],
  ])('counts in %s', (_what, rows, expected) => {
    expect(disorderOf(sent, rows)).toBe(expected);
  });
});

it('countsOf counts each text', () => {
  expect(countsOf(['a', 'b', 'a'])).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});

it('reasonsOf takes reasons that differ in a number for one', () => {
  expect(reasonsOf(['counter: 2, 1', 'counter: 13, 4', 'other'])).toEqual({ 'counter: n, n': 2, other: 1 });
});

it('brokenOf names what is not 0', () => {
  expect(brokenOf({ lost: 0, twice: 1, missing: -1 })).toEqual(['twice', 'missing']);
});
