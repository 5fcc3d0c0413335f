import type { Revision, StoredMessage } from './contracts/store.ts';

/** What is left of a message that was deleted for everyone. */
const DELETED_CONTENT = '[User deleted this message]';

/**
 * A message as a revision leaves it, for all stores alike; null when the revision does not concern it or changes nothing.
 * Whether the sender is the right one is found out where the message is looked up.
 */
export function revisedMessage(
  message: StoredMessage,
  { source, content }: Pick<Revision, 'source' | 'content'>,
): StoredMessage | null {
  // An edit that comes late must not bring anything back.
  if (message.state === 'reduced') return null;
  const isOfThatSide = (message.source === 'user') === (source === 'user');
  if (!isOfThatSide || message.content === (content ?? DELETED_CONTENT)) return null;
  if (content === null) return deleted(message);
  return isDeleted(message) ? null : { ...message, content };
}

/** Whether the text of a message is gone. */
export function isDeleted({ content }: Pick<StoredMessage, 'content'>): boolean {
  return content === DELETED_CONTENT;
}

function deleted(message: StoredMessage): StoredMessage {
  const gone = { ...message, content: DELETED_CONTENT, quoted: null };
  const isQueued = message.state === 'waiting' || message.state === 'collected';
  return isQueued ? { ...gone, state: 'skipped', reason: 'deleted' } : gone;
}
