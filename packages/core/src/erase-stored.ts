import type { Chat } from './contracts/message.ts';
import type { WorkOwner } from './stored-work.ts';

/** Messages and turns at a time. */
const STEP_COUNT = 200;

/** Erases a contact from the store; how much that was. May be repeated when it was cut off. */
export function eraseStored(
  { store, lease }: Pick<WorkOwner, 'store' | 'lease'>,
  chat: Chat,
): Promise<number> {
  return inSteps(() => store.retention.erase(lease, chat, STEP_COUNT));
}

/** The same for all conversations of a bot. */
export function eraseStoredBot({ store, lease }: Pick<WorkOwner, 'store' | 'lease'>): Promise<number> {
  return inSteps(() => store.retention.eraseBot(lease, STEP_COUNT));
}

async function inSteps(step: () => Promise<number>): Promise<number> {
  let done = 0;
  for (let count = await step(); count > 0; count = await step()) done += count;
  return done;
}
