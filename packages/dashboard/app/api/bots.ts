import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BotListEntryJson, BotStatusJson } from './api-json.ts';
import { callApi, segment } from './call-api.ts';
import { useLiveEvents } from './use-live-events.ts';

/** Without events the list is looked at so often, milliseconds. */
const POLL_MS = 15_000;

/** Names of what was read of the API. */
export const keys = {
  bots: ['bots'] as const,
  status: (userId: string) => ['bots', userId, 'status'] as const,
  ofBot: (userId: string) => ['bots', userId] as const,
  contacts: (userId: string) => ['bots', userId, 'contacts'] as const,
  groups: (userId: string) => ['bots', userId, 'groups'] as const,
  activity: (userId: string) => ['bots', userId, 'activity'] as const,
  warnings: (userId: string) => ['warnings', userId] as const,
  linking: (userId: string) => ['linking', userId] as const,
};

/** All configured bots. */
export function useBots() {
  return useQuery({
    queryKey: keys.bots,
    queryFn: async ({ signal }) => {
      const path = 'api/configurations/status';
      const { configurations } = await callApi<{ configurations: BotListEntryJson[] }>(path, { signal });
      return configurations;
    },
    refetchInterval: POLL_MS,
  });
}

/** Where one bot stands; does not count as a heartbeat. It is asked for only while somebody wants to know. */
export function useBotStatus(userId: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.status(userId),
    queryFn: ({ signal }) => callApi<BotStatusJson>(`chatbot/${segment(userId)}/status`, { signal }),
    refetchInterval: POLL_MS,
  });
}

/** Reads anew what events say has changed. To be used once on the page. */
export function useFreshBots(): void {
  const client = useQueryClient();
  useLiveEvents(({ kind, data }) => {
    if (kind === 'gap') void client.invalidateQueries();
    if (kind === 'status' || kind === 'qr' || kind === 'removal' || kind === 'failure')
      void client.invalidateQueries({ queryKey: keys.bots, exact: true });
    if ((kind === 'status' || kind === 'failure') && data.user_id !== undefined)
      void client.invalidateQueries({ queryKey: keys.status(data.user_id) });
  });
}

/** What may be done to a bot that exists. */
export type BotAction = 'reload' | 'start' | 'stop' | 'unlink' | 'delete';

const CALLS = {
  reload: ['POST', (id: string) => `chatbot/${id}/reload`],
  start: ['POST', (id: string) => `chatbot/${id}/start`],
  stop: ['POST', (id: string) => `chatbot/${id}/stop`],
  unlink: ['DELETE', (id: string) => `chatbot/${id}`],
  delete: ['DELETE', (id: string) => `api/configurations/${id}`],
} as const;

/** Does something to a bot, and reads anew what there is of it. */
export function useBotAction(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: BotAction) => {
      const [method, pathOf] = CALLS[action];
      return callApi(pathOf(segment(userId)), { method });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.bots }),
  });
}
