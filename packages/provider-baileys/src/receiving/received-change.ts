import type { WAMessage } from '@whiskeysockets/baileys';
import { proto } from '@whiskeysockets/baileys';
import { type Envelope, readEnvelope } from './envelope.ts';
import { personIds } from './identity.ts';
import { limitText } from './limit-text.ts';
import { messageText } from './message-text.ts';
import { unwrap } from './unwrap.ts';

const { MESSAGE_EDIT, REVOKE } = proto.Message.ProtocolMessage.Type;

/** What somebody does to a message that was said before. The envelope is that of the change itself. */
export interface ReceivedChange extends Envelope {
  /** The id of the message that is changed. */
  changedId: string;
  /**
   * The ids of who is said to have written that message, when the change says that it was somebody else; it counts
   * only if the sender of the change is an administrator of the group. Null when the sender wrote it.
   */
  authorIds: readonly string[] | null;
  /** What the message says from now on; null when it was deleted for everyone. */
  content: string | null;
}

/**
 * Reads an edit or a deletion for everyone. Null for everything else, and for changes that nobody may make: of what
 * the other side of a direct chat wrote. Whose message is changed is decided by who sent the change: what the change
 * itself says of it is the claim of a stranger. Only an administrator may delete what another member of a group wrote.
 * @param ownIds the ids of the account itself, in canonical form
 */
export function readChange(message: WAMessage, ownIds: readonly string[]): ReceivedChange | null {
  const change = unwrap(message.message)?.protocolMessage;
  const changedId = change?.key?.id;
  if (!changedId || (change.type !== MESSAGE_EDIT && change.type !== REVOKE)) return null;
  const envelope = readEnvelope(message, ownIds);
  if (!envelope || (!envelope.groupId && !change.key?.fromMe)) return null;
  if (change.type === REVOKE) {
    const claimed = change.key?.fromMe ? envelope.senderIds : personIds([change.key?.participant]);
    if (claimed.length === 0) return null;
    return { ...envelope, changedId, authorIds: authorsOf(claimed, envelope, ownIds), content: null };
  }
  const content = messageText(change.editedMessage);
  return content === null ? null : { ...envelope, changedId, authorIds: null, content: limitText(content) };
}

function authorsOf(
  claimed: readonly string[],
  { senderIds }: Envelope,
  ownIds: readonly string[],
): readonly string[] | null {
  const isOneOf = (ids: readonly string[]) => claimed.some((id) => ids.includes(id));
  if (isOneOf(senderIds)) return null;
  return isOneOf(ownIds) ? ownIds : claimed;
}
