import { partyOf } from './contracts/message.ts';
import type { NewMessage, StoredMessage } from './contracts/store.ts';

/** A message as it is kept once it has its id (null for one that never enters the queue). */
export function storedMessageOf({ chat, ...message }: NewMessage, id: number | null): StoredMessage {
  return {
    ...message,
    id,
    group: chat.kind === 'group' ? partyOf(chat) : null,
    correspondentId: chat.identifier,
  };
}

/**
 * The time by which a message stands in its conversation and grows old, epoch milliseconds: that of its acceptance, but
 * for synced history, which comes late and in any order, that of the platform (never later than its acceptance).
 */
export function conversationTimeOf({
  origin,
  originatingTime,
  acceptedTime,
}: Pick<StoredMessage, 'origin' | 'originatingTime' | 'acceptedTime'>): number {
  if (origin !== 'history' || originatingTime === null) return acceptedTime;
  return Math.min(originatingTime, acceptedTime);
}
