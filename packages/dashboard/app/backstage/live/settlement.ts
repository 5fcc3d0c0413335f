import type { BackstageEvent, TurnEventJson } from '../backstage-json.ts';

/** What becomes of some messages of a contact. */
export interface Settlement {
  correspondentId: string;
  ids: readonly number[];
  state: string;
  reason: string | null;
}

const STATES: Readonly<Partial<Record<TurnEventJson['stage'], string>>> = {
  decided: 'answered',
  answered: 'answered',
  failed: 'answered',
  silent: 'answered',
  skipped: 'skipped',
  parked: 'parked',
};

/** What an event tells about messages that were told of before; null: nothing. */
export function settlementOf(event: BackstageEvent): Settlement | null {
  if (event.kind === 'eviction') {
    const { correspondent_id, message_id, reason } = event.data;
    return { correspondentId: correspondent_id, ids: [message_id], state: 'evicted', reason };
  }
  return event.kind === 'turn' ? settlementOfTurn(event.data) : null;
}

function settlementOfTurn({
  correspondent_id,
  message_ids,
  stage,
  reason,
}: TurnEventJson): Settlement | null {
  const settled = { correspondentId: correspondent_id, ids: message_ids };
  if (stage === 'dropped')
    return reason === 'cleared' ? { ...settled, state: 'cleared', reason: null } : null;
  const state = STATES[stage];
  if (state === undefined) return null;
  // An answer that could not be sent was decided all the same; why it failed is no reason for silence.
  return { ...settled, state, reason: stage === 'failed' ? null : reason };
}
