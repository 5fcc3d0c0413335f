import type { Store } from '@chat-imposter/core';
import { CONTACTS, replyTo, type Workload } from './workload.ts';

/**
 * That the last message of each contact and its reply are in the store, whole.
 * @throws Error naming the first contact whose are not
 */
export async function assertStored(
  store: Store,
  { userId, workload, count }: { userId: string; workload: Workload; count: number },
): Promise<void> {
  await store.open();
  let contacts = 0;
  for (let id = count - 1; id >= 0 && contacts < CONTACTS; id--) {
    const { contact, text, isAnswered } = workload.message(id);
    if (!isAnswered) continue;
    contacts += 1;
    const stored = await store.messages.conversation(userId, contact, { limit: 2, since: 0 });
    const texts = stored.map(({ content }) => content);
    if (texts[0] !== text || texts[1] !== replyTo(id))
      throw new Error(`The store has ${JSON.stringify(texts)} of ${contact}.`);
  }
  await store.close();
}
