import { expect, it } from 'vitest';
import { matchingGroups } from './matching-groups.ts';

const groups = [
  { id: '2@g.us', subject: 'Music' },
  { id: '1@g.us', subject: 'Movies' },
  { id: '30@g.us', subject: '' },
];

it.each([
  ['', ['', 'Movies', 'Music']],
  [' MO', ['Movies']],
  ['30@', ['']],
  ['x', []],
])('finds groups by "%s"', (search, subjects) => {
  expect(matchingGroups(groups, search).map(({ subject }) => subject)).toEqual(subjects);
});
