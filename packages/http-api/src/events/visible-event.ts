import type { EventJson, EventKind, MessageJson } from '@chat-imposter/core';
import type { Principal } from '../auth/principal.ts';
import { hasScope, mayReach } from '../auth/principal.ts';

/** What links an account: only for those who may link it. */
const CREDENTIALS: ReadonlySet<EventKind> = new Set(['qr', 'pairing_code']);

/** What somebody may see of an event: nothing (null) of bots and credentials that are not theirs, no texts without `inspect`. */
export function visibleEvent<Event extends EventJson>(event: Event, principal: Principal): Event | null {
  if (!mayReach(principal, event.data.user_id)) return null;
  if (CREDENTIALS.has(event.kind) && !hasScope(principal, 'operate')) return null;
  return hasScope(principal, 'inspect') ? event : { ...event, data: withoutTexts(event.data) };
}

/** What was said and who said it are left out; ids and times stay. */
function withoutTexts(told: EventJson['data']): EventJson['data'] {
  const { message, ...data } = told;
  delete data.text;
  if (message === undefined) return data;
  if (typeof message !== 'object' || message === null) return { ...data, message };
  const { id, source, accepted_time, originating_time, message_size, provider_message_id } =
    message as MessageJson;
  return {
    ...data,
    message: { id, source, accepted_time, originating_time, message_size, provider_message_id },
  };
}
