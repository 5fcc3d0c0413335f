import { EventEmitter } from 'node:events';
import { readdirSync } from 'node:fs';
import { queryObjects } from 'node:v8';

/** What a process holds besides memory. */
export interface Census {
  /** Listeners of the process itself. */
  listeners: number;
  /** Open files and sockets; 0 where the system does not tell. */
  descriptors: number;
}

/** Counts now. */
export function takeCensus(): Census {
  const counts = process.eventNames().map((name) => process.listenerCount(name));
  return { listeners: counts.reduce((sum, count) => sum + count, 0), descriptors: countDescriptors() };
}

/** How many event emitters exist: sockets, streams, those of Baileys. Collects garbage first. */
export function countEmitters(): number {
  return Number(queryObjects(EventEmitter, { format: 'count' }));
}

function countDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
