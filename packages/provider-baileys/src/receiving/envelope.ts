import type { WAMessage } from '@whiskeysockets/baileys';
import { toNumber } from '@whiskeysockets/baileys';
import { isGroupId, personIds } from './identity.ts';

/** What is known of a message of the platform without its content, and before it is known who is behind its ids. */
export interface Envelope {
  /** The same for every delivery of the same message. */
  key: string;
  /** The group it was said in; null in a direct chat. */
  groupId: string | null;
  /** The ids of the other side of a direct chat; empty in a group. */
  chatIds: readonly string[];
  /** The ids of who wrote it. */
  senderIds: readonly string[];
  isFromOwner: boolean;
  providerMessageId: string;
  /** Epoch milliseconds; null when the platform told no time. */
  originatingTime: number | null;
  /** The name that the sender gave itself. */
  pushName: string | null;
}

/**
 * Reads what is written on a message. Null when nobody wrote it to the account or as the account: the status list,
 * channels, broadcast lists, bots, and the owner's chat with themselves.
 * @param ownIds the ids of the account itself, in canonical form
 */
export function readEnvelope(message: WAMessage, ownIds: readonly string[]): Envelope | null {
  const { key } = message;
  if (!key.id) return null;
  const isFromOwner = Boolean(key.fromMe);
  const groupId = isGroupId(key.remoteJid) ? key.remoteJid : null;
  // Baileys may name the account itself as the other id of a chat when the owner wrote from the phone.
  const notOwn = (ids: string[]) => ids.filter((id) => !ownIds.includes(id));
  const chatIds = groupId ? [] : notOwn(personIds([key.remoteJid, key.remoteJidAlt]));
  const senderIds = isFromOwner
    ? ownIds
    : groupId
      ? personIds([key.participant, key.participantAlt])
      : chatIds;
  if ((!groupId && chatIds.length === 0) || senderIds.length === 0) return null;
  return {
    key: [personIds([key.remoteJid])[0] ?? groupId, personIds([key.participant])[0] ?? '', key.id].join(' '),
    groupId,
    chatIds,
    senderIds,
    isFromOwner,
    providerMessageId: key.id,
    originatingTime: timeOf(message),
    pushName: message.pushName || null,
  };
}

function timeOf(message: WAMessage): number | null {
  const seconds = toNumber(message.messageTimestamp);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}
