import { useState } from 'react';
import type { BackstageEvent, EvictionEventJson } from '../backstage-json.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';

const MOST_KEPT = 100;

/** What limits have dropped since the page was opened, newest first. */
export function useEvictions(userId: string): readonly EvictionEventJson[] {
  const [evictions, setEvictions] = useState<readonly EvictionEventJson[]>([]);
  useBatchedEvents(userId, (events) => {
    const told = events.filter(isEviction).map(({ data }) => data);
    if (told.length > 0) setEvictions((before) => [...told.toReversed(), ...before].slice(0, MOST_KEPT));
  });
  return evictions;
}

function isEviction(event: BackstageEvent): event is BackstageEvent & { kind: 'eviction' } {
  return event.kind === 'eviction';
}
