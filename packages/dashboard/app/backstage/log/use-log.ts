import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import { callApi, segment } from '../../api/call-api.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { isAbout } from '../live/backstage-events.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { useRefresh } from '../live/use-refresh.ts';

const LINES = 200;
/** Lines may be written a moment after what they tell, so they are looked for by themselves as well, milliseconds. */
const POLL_MS = 5_000;

export interface LogChoice {
  userId: string;
  contactId: string;
  /** Whether what is added is read. */
  isFollowing: boolean;
}

/** The newest lines of the log of a contact. */
export function useLog({ userId, contactId, isFollowing }: LogChoice) {
  const queryKey = backstageKeys.log(userId, contactId);
  const refresh = useRefresh(queryKey);
  useBatchedEvents(userId, (events) => {
    if (isFollowing && events.some((event) => isAbout(event, contactId))) refresh();
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const path = `api/logs/${segment(userId)}/${segment(contactId)}?tail=${LINES}`;
      const { lines } = await callApi<{ lines: string[] }>(path, { signal });
      return lines;
    },
    refetchInterval: ({ state }) => (isFollowing && !(state.error instanceof ApiError) ? POLL_MS : false),
    refetchOnWindowFocus: isFollowing,
  });
}
