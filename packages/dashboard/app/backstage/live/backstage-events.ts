import type { LiveEvent } from '../../api/live-events.ts';
import type { BackstageEvent } from '../backstage-json.ts';

const KINDS: ReadonlySet<string> = new Set<BackstageEvent['kind']>([
  'message',
  'edit',
  'deletion',
  'reply',
  'eviction',
  'turn',
  'erasure',
  'merge',
]);

/** An event as Backstage reads it; null for those that are not about messages of this bot. */
export function backstageEventOf(event: LiveEvent, userId: string): BackstageEvent | null {
  if (event.data.user_id !== userId || !KINDS.has(event.kind)) return null;
  return event as unknown as BackstageEvent;
}

/** Whether an event changes what is known of a contact. */
export function isAbout(event: BackstageEvent, contactId: string): boolean {
  if (event.kind === 'merge') return event.data.from === contactId || event.data.into === contactId;
  return event.data.correspondent_id === contactId;
}
