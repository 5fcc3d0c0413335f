import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { LiveEvent, LiveEvents, LiveState } from './live-events.ts';

/** The one connection for events of the page. */
export const LiveEventsContext = createContext<LiveEvents | null>(null);

function useConnection(): LiveEvents {
  const live = useContext(LiveEventsContext);
  if (live === null) throw new Error('There is no LiveEventsContext around this component.');
  return live;
}

/** Calls `handle` with every event while the component is shown. */
export function useLiveEvents(handle: (event: LiveEvent) => void): void {
  const live = useConnection();
  const handleNewest = useEffectEvent(handle);
  useEffect(() => live.subscribe((event) => handleNewest(event)), [live]);
}

/** Whether events come. */
export function useLiveState(): LiveState {
  const live = useConnection();
  return useSyncExternalStore(
    (changed) => live.watch(changed),
    () => live.state,
  );
}

/** Tries to reach the server again at once. */
export function useRetry(): () => void {
  const live = useConnection();
  return () => live.retry();
}
