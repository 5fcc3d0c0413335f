import type { Decision, Lease, PartUpdate, Settlement, Store } from './contracts/store.ts';
import { dropTurn } from './turn/drop-turn.ts';

/** Whose work is meant. */
export interface WorkOwner {
  store: Store;
  lease: Lease;
  /** Default: all contacts. */
  correspondentId?: string;
}

/** Takes everything that is queued out of the stored queue. */
export function clearStoredQueue(owner: WorkOwner): Promise<void> {
  return settleQueued(owner, ['waiting', 'collected'], { state: 'cleared', reason: null });
}

/** Lets what waits stay queued without being answered. */
export function collectWaiting(owner: WorkOwner, reason: string): Promise<void> {
  return settleQueued(owner, ['waiting'], { state: 'collected', reason });
}

/** Ends the turns that are open, so that nothing more is decided or sent of them. */
export async function dropStoredTurns(
  { store, lease, correspondentId }: WorkOwner,
  reason: string,
): Promise<void> {
  const writer = {
    decide: (decision: Decision) => store.turns.decide(lease, [decision]),
    advance: (update: PartUpdate) => store.turns.advance(lease, [update]),
  };
  for (const turn of await store.turns.open(lease.userId)) {
    if (isMeant(turn.correspondentId, correspondentId)) await dropTurn(turn, reason, writer);
  }
}

async function settleQueued(
  { store, lease, correspondentId }: WorkOwner,
  states: readonly string[],
  outcome: Pick<Settlement, 'state' | 'reason'>,
): Promise<void> {
  const idsByContact = new Map<string, number[]>();
  for (const message of await store.messages.queue(lease.userId)) {
    if (message.id === null || !states.includes(message.state)) continue;
    if (!isMeant(message.correspondentId, correspondentId)) continue;
    const ids = idsByContact.get(message.correspondentId) ?? [];
    ids.push(message.id);
    idsByContact.set(message.correspondentId, ids);
  }
  if (idsByContact.size === 0) return;
  const settlements = [...idsByContact].map(([contact, ids]) => ({
    correspondentId: contact,
    ids,
    ...outcome,
  }));
  await store.messages.settle(lease, settlements);
}

function isMeant(correspondentId: string, wanted: string | undefined): boolean {
  return wanted === undefined || correspondentId === wanted;
}
