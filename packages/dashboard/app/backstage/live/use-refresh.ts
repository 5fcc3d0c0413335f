import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ApiError } from '../../api/api-error.ts';

/** Something is read anew at most so often, milliseconds. */
const PAUSE_MS = 500;

/** What reads something anew soon; many calls within a short time read it once. What may not be seen is not asked for again. */
export function useRefresh(queryKey: QueryKey, pauseMs: number = PAUSE_MS): () => void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const { error } = client.getQueryState(queryKey) ?? {};
      if (error instanceof ApiError && error.status === 403) return;
      void client.invalidateQueries({ queryKey });
    }, pauseMs);
  };
}
