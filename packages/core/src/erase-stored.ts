import type { Chat } from './contracts/message.ts';
import type { WorkOwner } from './stored-work.ts';

/** Messages and turns at a time. */
const STEP_COUNT = 200;

/** Erases a contact from the store; how much that was. May be repeated when it was cut off. */
export async function eraseStored(
  { store, lease }: Pick<WorkOwner, 'store' | 'lease'>,
  chat: Chat,
): Promise<number> {
  let erased = 0;
  for (;;) {
    const count = await store.retention.erase(lease, chat, STEP_COUNT);
    if (count === 0) return erased;
    erased += count;
  }
}
