import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import type { MessageJson } from '../api/api-json.ts';
import { keys } from '../api/bots.ts';
import { callApi, segment } from '../api/call-api.ts';
import { useLiveEvents } from '../api/use-live-events.ts';

/** When the newest message of a bot came; null: there is none, or it may not be told. */
export function useLastActivity(userId: string, isSeen: boolean): number | null {
  const { data = null } = useQuery({
    queryKey: keys.activity(userId),
    queryFn: isSeen ? ({ signal }) => readLastActivity(userId, signal) : skipToken,
    // From then on events tell it.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** Keeps what is known of the bots in the list fresh. To be used once on the page. */
export function useFreshFacts(): void {
  const client = useQueryClient();
  useLiveEvents(({ kind, data: { user_id: userId, time } }) => {
    if (userId === undefined || time === undefined) return;
    // Another bot may get the name.
    if (kind === 'removal') client.removeQueries({ queryKey: keys.warnings(userId) });
    if (kind !== 'message' && kind !== 'reply') return;
    client.setQueryData<number | null>(keys.activity(userId), (before) => Math.max(before ?? 0, time));
  });
}

/** What the server remarked when the bot was started from this page. */
export function useWarnings(userId: string): readonly string[] {
  const { data = [] } = useQuery<readonly string[]>({
    queryKey: keys.warnings(userId),
    queryFn: skipToken,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

async function readLastActivity(userId: string, signal: AbortSignal): Promise<number | null> {
  try {
    const path = `api/decisions/${segment(userId)}?limit=1`;
    const { decisions } = await callApi<{ decisions: { message: MessageJson }[] }>(path, { signal });
    return decisions[0]?.message.accepted_time ?? null;
  } catch (error) {
    // A token that may read the status need not be allowed to read messages.
    if (error instanceof ApiError && error.status === 403) return null;
    throw error;
  }
}
