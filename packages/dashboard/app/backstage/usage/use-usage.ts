import { useQuery } from '@tanstack/react-query';
import type { HourOfUsageJson } from '../../api/api-json.ts';
import { callApi, segment } from '../../api/call-api.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { useRefresh } from '../live/use-refresh.ts';
import { type RangeName, rangeStart } from './usage-bars.ts';

/** Every turn adds to it, but nobody counts along, milliseconds. */
const PAUSE_MS = 2_000;

/** What the language model used in a range that ends now. */
export function useUsage(userId: string, range: RangeName) {
  const queryKey = backstageKeys.usage(userId, range);
  const refresh = useRefresh(queryKey, PAUSE_MS);
  useBatchedEvents(userId, (events) => {
    if (events.some(({ kind, data }) => kind === 'turn' && data.usage !== null)) refresh();
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const now = Date.now();
      const path = `api/usage/${segment(userId)}?from=${rangeStart(range, now) - 1}`;
      const { usage } = await callApi<{ usage: HourOfUsageJson[] }>(path, { signal });
      return { usage, now };
    },
  });
}
