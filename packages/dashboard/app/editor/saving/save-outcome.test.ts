import { expect, it } from 'vitest';
import { ApiError, OfflineError } from '../../api/api-error.ts';
import { saveFailure } from './save-outcome.ts';

it.each([
  ['another version', new ApiError(412, 'revision_conflict', 'x'), { kind: 'conflict' }],
  [
    'problems at their paths',
    new ApiError(422, 'invalid_configuration', 'x', [
      { path: 'a.b', message: 'no' },
      { path: '', message: 'not at all' },
    ]),
    {
      kind: 'refused',
      problems: [
        { path: ['a', 'b'], message: 'no' },
        { path: [], message: 'not at all' },
      ],
    },
  ],
  [
    'groups that can not be checked',
    new ApiError(409, 'not_connected', 'Connect it.'),
    { kind: 'notConnected', problems: [{ path: ['periodic_group_tracking'], message: 'Connect it.' }] },
  ],
  ['another refusal', new ApiError(409, 'busy', 'x'), { kind: 'other' }],
  ['no server', new OfflineError('x'), { kind: 'other' }],
])('reads %s', (_, error, expected) => {
  expect(saveFailure(error)).toEqual(expected);
});
