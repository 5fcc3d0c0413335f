import type { Settlement } from '@chat-imposter/core';
import type { Draft } from './draft.ts';

/** Reads what {@link settle} needs to know. */
export async function loadForSettling(draft: Draft, settlements: readonly Settlement[]): Promise<void> {
  const loads = settlements.map(({ correspondentId, ids }) =>
    draft.messages.loadQueued(correspondentId, ids),
  );
  await Promise.all(loads);
}

/** Changes the state of the messages that are still queued. */
export async function settle(draft: Draft, settlements: readonly Settlement[]): Promise<void> {
  await loadForSettling(draft, settlements);
  for (const { correspondentId, ids, state, reason } of settlements) {
    for (const id of ids) {
      const queued = draft.messages.findQueued(correspondentId, id);
      if (!queued) continue;
      const message = draft.messages.read(queued, correspondentId);
      draft.messages.change(queued, { ...message, state, reason });
    }
  }
}
