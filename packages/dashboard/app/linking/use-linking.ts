import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { OfflineError } from '../api/api-error.ts';
import type { BotStatusJson } from '../api/api-json.ts';
import { keys } from '../api/bots.ts';
import { callApi, segment } from '../api/call-api.ts';
import { useLiveEvents } from '../api/use-live-events.ts';
import { beginLinking, endLinking, type LinkingWay } from './attempt.ts';
import { isUnfinished, type LinkingState, linkingState } from './linking-state.ts';

/** How often the attempt is kept alive, milliseconds: the server waits five seconds for it. */
const BEAT_MS = 1_000;

/** Linking of a bot, for as long as its dialog is open. */
export interface Linking {
  state: LinkingState;
  /** What the server refused; null when nothing is wrong. */
  error: unknown;
  /** Whether the server does not answer now. */
  isUnreachable: boolean;
  /** Begins anew. */
  begin: (way?: LinkingWay) => void;
  /** Ends the attempt, if the phone has not taken the bot yet. */
  end: () => Promise<void>;
}

/** Links a bot: begins the attempt or joins the one that is under way, and keeps it alive. */
export function useLinking(userId: string): Linking {
  const client = useQueryClient();
  const queryKey = keys.linking(userId);
  const begun = useRef<Promise<unknown>>(Promise.resolve());
  const beginning = useMutation({
    mutationFn: (way: LinkingWay) => beginLinking(userId, way),
    onSuccess: (warnings) => {
      if (warnings !== null) client.setQueryData(keys.warnings(userId), warnings);
      return client.resetQueries({ queryKey });
    },
  });
  const status = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      callApi<BotStatusJson>(`chatbot/${segment(userId)}/status?heartbeat=true`, { signal }),
    enabled: beginning.isSuccess,
    refetchInterval: BEAT_MS,
    refetchIntervalInBackground: true,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  useLiveEvents(({ kind, data }) => {
    const isNews = kind === 'status' || kind === 'qr' || kind === 'pairing_code';
    if (isNews && data.user_id?.toLowerCase() === userId.toLowerCase())
      void client.invalidateQueries({ queryKey });
  });
  const begin = (way?: LinkingWay) => {
    // What failed is told by the mutation.
    begun.current = beginning.mutateAsync(way).catch(() => undefined);
  };
  const beginOnce = useEffectEvent(() => begin());
  useEffect(() => beginOnce(), []);
  const isBeginning = !beginning.isSuccess && !beginning.isError;
  const state = linkingState(isBeginning ? null : (status.data ?? null));
  const end = async () => {
    await begun.current;
    if (!isUnfinished(state)) return;
    try {
      await endLinking(userId);
    } finally {
      await client.invalidateQueries({ queryKey: keys.bots });
    }
  };
  const isUnreachable = status.error instanceof OfflineError;
  const error = beginning.error ?? (isUnreachable ? null : status.error);
  return { state, error, isUnreachable, begin, end };
}
