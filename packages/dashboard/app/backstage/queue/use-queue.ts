import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callApi, segment } from '../../api/call-api.ts';
import type { QueueJson } from '../backstage-json.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { useRefresh } from '../live/use-refresh.ts';

/** What is queued, read anew when something happens to it. */
export function useQueue(userId: string) {
  const queryKey = backstageKeys.queue(userId);
  const refresh = useRefresh(queryKey);
  useBatchedEvents(userId, (events) => {
    if (events.some(({ kind }) => kind !== 'reply')) refresh();
  });
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<QueueJson>(`api/queue/${segment(userId)}`, { signal }),
  });
}

/** Takes out what is queued, of one contact or, with null, of all. */
export function useClearQueue(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (contactId: string | null) =>
      callApi(`api/queue/${segment(userId)}${contactId === null ? '' : `/${segment(contactId)}`}`, {
        method: 'DELETE',
      }),
    onSettled: () => client.invalidateQueries({ queryKey: backstageKeys.queue(userId) }),
  });
}
