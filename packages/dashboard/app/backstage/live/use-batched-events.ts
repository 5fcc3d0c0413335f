import { useEffect, useEffectEvent, useRef } from 'react';
import { useLiveEvents } from '../../api/use-live-events.ts';
import type { BackstageEvent } from '../backstage-json.ts';
import { backstageEventOf } from './backstage-events.ts';

/** What happens within this time is shown at once, milliseconds: soon enough to be live, and a burst is one change. */
const BATCH_MS = 50;

/** Calls `handle` with the events of a bot, several at a time when there are many. */
export function useBatchedEvents(userId: string, handle: (events: readonly BackstageEvent[]) => void): void {
  const waiting = useRef<BackstageEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const handleNewest = useEffectEvent(handle);
  const flush = () => {
    timer.current = undefined;
    handleNewest(waiting.current.splice(0));
  };
  useLiveEvents((live) => {
    const event = backstageEventOf(live, userId);
    if (event === null) return;
    waiting.current.push(event);
    timer.current ??= setTimeout(flush, BATCH_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      waiting.current = [];
    },
    [],
  );
}
