import { type EventJson, type EventKind, withoutTexts } from '@chat-imposter/core';
import { hasScope, mayReach, type Principal } from '../auth/principal.ts';

/** What links an account: only for those who may link it. */
const CREDENTIALS: ReadonlySet<EventKind> = new Set(['qr', 'pairing_code']);

/** What somebody may see of an event: nothing (null) of bots and credentials that are not theirs, no texts without `inspect`. */
export function visibleEvent<Event extends EventJson>(event: Event, principal: Principal): Event | null {
  if (!mayReach(principal, event.data.user_id)) return null;
  if (CREDENTIALS.has(event.kind)) return hasScope(principal, 'operate') ? event : null;
  return hasScope(principal, 'inspect') ? event : { ...event, data: withoutTexts(event.data) };
}
