import type { Chat, Identity, IncomingMessage } from '@chat-imposter/core';
import type { WAMessage } from '@whiskeysockets/baileys';
import { toNumber } from '@whiskeysockets/baileys';
import { isGroupId, personIds } from './identity.ts';
import { limitText } from './limit-text.ts';
import { messageText } from './message-text.ts';

/** A message of older date than this before the connection opened had been waiting at the platform. */
const BACKLOG_MS = 60_000;

/** What a message of the platform says, before it is known who the people behind its ids are. */
export interface ReceivedMessage {
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
  content: string;
  originatingTime: number | null;
  /** The name that the sender gave itself. */
  pushName: string | null;
}

/**
 * Reads a message of the platform. Null when it is none that anybody wrote to the account or as the account: empty
 * ones (key distribution, undecryptable stubs), protocol messages, reactions, the status list, channels, broadcast
 * lists, bots, and the owner's chat with themselves.
 * @param ownIds the ids of the account itself, in canonical form
 */
export function readMessage(message: WAMessage, ownIds: readonly string[]): ReceivedMessage | null {
  const { key } = message;
  const content = messageText(message.message);
  if (content === null || !key.id) return null;
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
    content: limitText(content),
    originatingTime: timeOf(message),
    pushName: message.pushName || null,
  };
}

function timeOf(message: WAMessage): number | null {
  const seconds = toNumber(message.messageTimestamp);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

/** Who is behind the ids of a {@link ReceivedMessage}. */
export interface People {
  /** The other side of a direct chat, or the group with its subject as `savedName`. */
  chat: Identity;
  sender: Identity;
}

/** How a message reached us. */
export interface Arrival {
  /** Whether the platform marked it as one that had waited. */
  isBacklog: boolean;
  /** When the connection opened, epoch milliseconds. */
  connectedAt: number;
}

/** The message as the core takes it. */
export function toChatMessage(received: ReceivedMessage, people: People, arrival: Arrival): IncomingMessage {
  const { groupId, isFromOwner, pushName, originatingTime } = received;
  const isLate = originatingTime !== null && originatingTime < arrival.connectedAt - BACKLOG_MS;
  const named = (identity: Identity): Identity => (pushName ? { ...identity, pushName } : identity);
  const chat: Chat = groupId
    ? { ...people.chat, kind: 'group' }
    : { ...(isFromOwner ? people.chat : named(people.chat)), kind: 'direct' };
  return {
    chat,
    sender: named(people.sender),
    source: isFromOwner ? 'user_outgoing' : 'user',
    origin: arrival.isBacklog || isLate ? 'offline' : 'live',
    providerMessageId: received.providerMessageId,
    content: received.content,
    originatingTime,
  };
}
