import { type Party, partyOf } from './contracts/message.ts';
import type { NewMessage, StoredMessage } from './contracts/store.ts';

/**
 * A message as it is kept once it has its id (null for one that never enters the queue), with copies of all that the
 * caller could change. Synced history is always `said`. `sender` is a copy that is there already.
 */
export function storedMessageOf(
  message: NewMessage,
  id: number | null,
  sender: Party = copyParty(message.sender),
): StoredMessage {
  const { chat, origin, state } = message;
  return {
    id,
    providerMessageId: message.providerMessageId,
    content: message.content,
    quoted: message.quoted,
    sender,
    source: message.source,
    group: chat.kind === 'group' ? copyParty(partyOf(chat)) : null,
    acceptedTime: message.acceptedTime,
    originatingTime: message.originatingTime,
    correspondentId: chat.identifier,
    origin,
    state: origin === 'history' ? 'said' : state,
    reason: message.reason,
  };
}

/** A copy that shares nothing with the party. */
export function copyParty({ identifier, displayName, alternateIdentifiers }: Party): Party {
  return { identifier, displayName, alternateIdentifiers: [...alternateIdentifiers] };
}

/** Whether one of these ids is an id of the party. */
export function isKnownAs({ identifier, alternateIdentifiers }: Party, ids: ReadonlySet<string>): boolean {
  return ids.has(identifier) || alternateIdentifiers.some((id) => ids.has(id));
}

/** Whether two parties are shown and known in the same way. */
export function isSameParty(one: Party | null, other: Party | null): boolean {
  if (one === null || other === null) return one === other;
  const { alternateIdentifiers: ids } = other;
  return (
    one.identifier === other.identifier &&
    one.displayName === other.displayName &&
    one.alternateIdentifiers.length === ids.length &&
    one.alternateIdentifiers.every((id, index) => id === ids[index])
  );
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
