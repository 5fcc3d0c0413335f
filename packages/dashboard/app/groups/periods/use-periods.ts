import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/bots.ts';
import { useLiveEvents } from '../../api/use-live-events.ts';
import { type GroupOfBot, readGroups, readPeriods } from './periods-api.ts';

/** How many periods are read at a time. */
const PAGE = 50;

const periodKeys = {
  groups: (userId: string) => [...keys.ofBot(userId), 'tracked-groups'] as const,
  ofGroup: ({ userId, groupId }: GroupOfBot) => [...keys.ofBot(userId), 'periods', groupId] as const,
};

/** The groups of a bot; read anew when a period of any of them is over. */
export function useTrackedGroups(userId: string) {
  const client = useQueryClient();
  useLiveEvents(({ kind, data }) => {
    if (kind === 'period' && data.user_id === userId)
      void client.invalidateQueries({ queryKey: periodKeys.groups(userId) });
  });
  return useQuery({
    queryKey: periodKeys.groups(userId),
    queryFn: ({ signal }) => readGroups(userId, signal),
  });
}

/**
 * The periods of a group, newest first, page by page; read anew when one of them is over.
 *
 * @param until those that end before it, epoch milliseconds; null: all
 */
export function usePeriods(group: GroupOfBot, until: number | null) {
  const client = useQueryClient();
  const queryKey = [...periodKeys.ofGroup(group), until];
  useLiveEvents(({ kind, data }) => {
    if (kind === 'period' && data.user_id === group.userId && data.group_id === group.groupId)
      void client.invalidateQueries({ queryKey });
  });
  return useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const range = pageParam === null ? {} : { until: pageParam };
      return (await readPeriods(group, { ...range, count: PAGE }, signal)).periods;
    },
    initialPageParam: until,
    // What ends before the end of the oldest is older.
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.periodEnd),
  });
}
