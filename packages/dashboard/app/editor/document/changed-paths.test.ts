import { expect, it } from 'vitest';
import { changedPaths } from './changed-paths.ts';

it.each([
  ['nothing', { a: 1, b: [1] }, { b: [1], a: 1 }, []],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b 1 2']],
  ['a new key', {}, { a: null }, ['a undefined null']],
  ['a key that went', { a: 1 }, {}, ['a 1 undefined']],
  ['an item', { a: [1, 2] }, { a: [1, 3] }, ['a.1 2 3']],
  ['the length of a list', { a: [1] }, { a: [1, 2] }, ['a [1] [1,2]']],
  ['another kind', { a: {} }, { a: [] }, ['a {} []']],
])('finds what differs: %s', (_, before, after, expected) => {
  const said = changedPaths(before, after).map(
    (change) => `${change.path.join('.')} ${JSON.stringify(change.before)} ${JSON.stringify(change.after)}`,
  );
  expect(said).toEqual(expected);
});
