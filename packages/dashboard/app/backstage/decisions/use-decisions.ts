import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { callApi, segment } from '../../api/call-api.ts';
import type { BackstageEvent, DecisionPageJson } from '../backstage-json.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { type DecisionList, withDecisionEvent, withOlderDecisions } from './decision-list.ts';

const PAGE_SIZE = 50;

/** What has become of each message: read once, and then kept up to date by events. */
export function useDecisions(userId: string) {
  const client = useQueryClient();
  const queryKey = backstageKeys.decisions(userId);
  // What happens while the page is read may be missing in it.
  const meanwhile = useRef<BackstageEvent[]>([]);
  const path = `api/decisions/${segment(userId)}?limit=${PAGE_SIZE}`;
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      meanwhile.current = [];
      const page = await callApi<DecisionPageJson>(path, { signal });
      return meanwhile.current.reduce(withDecisionEvent, page);
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const change = (make: (list: DecisionList) => DecisionList) =>
    client.setQueryData<DecisionList>(queryKey, (known) => (known === undefined ? known : make(known)));
  useBatchedEvents(userId, (events) => {
    if (client.isFetching({ queryKey }) > 0) meanwhile.current.push(...events);
    change((known) => events.reduce(withDecisionEvent, known));
    // The messages of the one have new ids now.
    if (events.some(({ kind }) => kind === 'merge')) void client.invalidateQueries({ queryKey });
  });
  const older = useMutation({
    mutationFn: (before: string) => callApi<DecisionPageJson>(`${path}&before=${encodeURIComponent(before)}`),
    onSuccess: (page) => change((known) => withOlderDecisions(known, page)),
  });
  return { query, older };
}
