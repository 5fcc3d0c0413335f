import { describe, expect, it } from 'vitest';
import { newGroups, unknownGroups } from './new-groups.ts';

const group = (groupIdentifier: string, displayName = 'G', cronTrackingSchedule = '* * * * *') => ({
  groupIdentifier,
  displayName,
  cronTrackingSchedule,
});

describe('newGroups', () => {
  it.each([
    ['the first', null, [group('a')], ['a']],
    ['one more', { periodic_group_tracking: [group('a')] }, [group('b'), group('a')], ['b']],
    ['another id', { periodic_group_tracking: [group('a')] }, [group('b')], ['b']],
    ['another name', { periodic_group_tracking: [group('a')] }, [group('a', 'H')], []],
    ['another schedule', { periodic_group_tracking: [group('a')] }, [group('a', 'G', '0 * * * *')], []],
    ['one less', { periodic_group_tracking: [group('a'), group('b')] }, [group('b')], []],
    ['none', {}, [], []],
    ['a stored document of another shape', { periodic_group_tracking: [null, 'a', {}] }, [group('a')], ['a']],
    ['a stored document without a list', { periodic_group_tracking: 'a' }, [group('a')], ['a']],
  ])('finds %s', (_, before, after, expected) => {
    expect(newGroups(before, after).map(({ groupIdentifier }) => groupIdentifier)).toEqual(expected);
  });
});

describe('unknownGroups', () => {
  const account = [{ identifier: 'a', displayName: 'A', alternateIdentifiers: ['also-a'] }];

  it('names those that are none of the account, and where they stand', () => {
    const added = newGroups({ periodic_group_tracking: [group('x')] }, [
      group('x'),
      group('a'),
      group('y'),
      group('also-a'),
    ]);
    expect(unknownGroups(added, account)).toEqual([
      { path: 'periodic_group_tracking.2.groupIdentifier', message: expect.stringContaining('"y"') },
    ]);
  });
});
