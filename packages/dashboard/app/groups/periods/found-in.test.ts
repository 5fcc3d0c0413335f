import { expect, it } from 'vitest';
import { hitsIn, piecesOf } from './found-in.ts';

it.each([
  ['Tea or tea?', 'tea', 2],
  ['a.b', '.', 1],
  ['(x) [y] \\', '\\', 1],
  ['ÄÖ äö', 'äö', 2],
  ['nothing', '', 0],
  ['nothing', '   ', 0],
  ['', 'x', 0],
])('counts in "%s" what is looked for: "%s"', (text, search, hits) => {
  expect(hitsIn(text, search)).toBe(hits);
});

it('loses nothing of the text', () => {
  const text = 'one TWO one two';
  const pieces = piecesOf(text, 'two');
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter(({ isHit }) => isHit).map((piece) => piece.text)).toEqual(['TWO', 'two']);
});
