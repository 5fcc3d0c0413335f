import { useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import type { GroupJson } from './api-json.ts';
import { keys } from './bots.ts';
import { callApi, segment } from './call-api.ts';

/** The platform is asked at each call, so not for every look at them. */
const STALE_MS = 60_000;

/** The groups that the account of a bot is in; only known while it is connected. */
export function useGroups(userId: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.groups(userId),
    queryFn: async ({ signal }) => {
      const path = `chatbot/${segment(userId)}/groups`;
      return (await callApi<{ groups: GroupJson[] }>(path, { signal })).groups;
    },
    staleTime: STALE_MS,
  });
}

/** Whether groups are not known because the bot is not connected. */
export function isNotConnected(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'not_connected';
}
