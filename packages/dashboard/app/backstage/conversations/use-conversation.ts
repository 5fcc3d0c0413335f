import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { callApi, segment } from '../../api/call-api.ts';
import type { BackstageEvent, ConversationPageJson } from '../backstage-json.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { isAbout } from '../live/backstage-events.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { type Conversation, conversationOf, withEvent, withOlderPage } from './conversation.ts';

const PAGE_SIZE = 50;
/** A page that stays open for days must not grow for ever: behind so many messages it begins anew. */
const LONGEST = 1_000;

/** A conversation that goes on by itself, and what reads its page before. */
export interface LiveConversation {
  query: UseQueryResult<Conversation>;
  older: { load: () => void; isLoading: boolean; error: Error | null };
}

/** What is said with a contact: read once, and then kept up to date by events. */
export function useConversation(userId: string, contactId: string): LiveConversation {
  const client = useQueryClient();
  const queryKey = backstageKeys.conversation(userId, contactId);
  // What happens while the page is read may be missing in it.
  const meanwhile = useRef<BackstageEvent[]>([]);
  const hasOlder = useRef(false);
  const path = `api/conversations/${segment(userId)}/${segment(contactId)}?limit=${PAGE_SIZE}`;
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      meanwhile.current = [];
      const page = await callApi<ConversationPageJson>(path, { signal });
      return meanwhile.current.reduce(withEvent, conversationOf(page));
    },
    // Nobody keeps it up to date while it is not shown.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const change = (make: (conversation: Conversation) => Conversation) =>
    client.setQueryData<Conversation>(queryKey, (known) => (known === undefined ? known : make(known)));
  useBatchedEvents(userId, (events) => {
    if (client.isFetching({ queryKey }) > 0) meanwhile.current.push(...events);
    const now = change((known) => events.reduce(withEvent, known));
    const isTooLong = (now?.messages.length ?? 0) > LONGEST && !hasOlder.current;
    // What was said with another contact belongs here now.
    if (isTooLong || events.some((event) => event.kind === 'merge' && isAbout(event, contactId)))
      void client.invalidateQueries({ queryKey });
  });
  const older = useMutation({
    mutationFn: (before: string) =>
      callApi<ConversationPageJson>(`${path}&before=${encodeURIComponent(before)}`),
    onSuccess: (page) => {
      hasOlder.current = true;
      change((known) => withOlderPage(known, page));
    },
  });
  const { data } = query;
  return {
    query,
    older: {
      load: () => {
        if (data !== undefined && data.next !== null) older.mutate(data.next);
      },
      isLoading: older.isPending,
      error: older.error,
    },
  };
}
