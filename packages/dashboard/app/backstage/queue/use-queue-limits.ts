import { useQuery } from '@tanstack/react-query';
import { callApi, segment } from '../../api/call-api.ts';
import { backstageKeys } from '../backstage-keys.ts';

/** How much may be queued of each contact. */
export interface QueueLimits {
  max_messages: number;
  max_characters: number;
  max_days: number;
}

interface LimitsSchema {
  properties?: {
    queue_config?: { properties?: Partial<Record<keyof QueueLimits, { default?: number }>> };
  };
}

/** The limits of the queue: those of the document of the bot, else the defaults that its schema tells. */
export function useQueueLimits(userId: string) {
  return useQuery({
    queryKey: backstageKeys.limits(userId),
    queryFn: async ({ signal }): Promise<Partial<QueueLimits>> => {
      const [{ queue_config }, schema] = await Promise.all([
        callApi<{ queue_config?: Partial<QueueLimits> }>(`api/configurations/${segment(userId)}`, { signal }),
        callApi<LimitsSchema>('api/configurations/schema', { signal }),
      ]);
      const described = Object.entries(schema.properties?.queue_config?.properties ?? {});
      const defaults = Object.fromEntries(described.map(([name, { default: value }]) => [name, value]));
      return { ...defaults, ...queue_config };
    },
  });
}
