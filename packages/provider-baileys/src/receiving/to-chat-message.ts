import type { Chat, Identity, IncomingMessage, MessageOrigin } from '@chat-imposter/core';
import type { WAMessage } from '@whiskeysockets/baileys';
import { type Envelope, readEnvelope } from './envelope.ts';
import { limitText } from './limit-text.ts';
import { messageText } from './message-text.ts';
import { quotedText } from './quoted-text.ts';

/** A message of older date than this before the connection opened had been waiting at the platform. */
const BACKLOG_MS = 60_000;

/** What a message of the platform says, before it is known who the people behind its ids are. */
export interface ReceivedMessage extends Envelope {
  content: string;
  /** The text that it answers to; null when it quotes none. */
  quoted: string | null;
}

/**
 * Reads a message of the platform. Null when it is none that anybody wrote to the account or as the account: empty
 * ones (key distribution, undecryptable stubs), protocol messages, reactions, and what has no {@link Envelope}.
 * @param ownIds the ids of the account itself, in canonical form
 */
export function readMessage(message: WAMessage, ownIds: readonly string[]): ReceivedMessage | null {
  const content = messageText(message.message);
  const envelope = content === null ? null : readEnvelope(message, ownIds);
  if (content === null || !envelope) return null;
  return { ...envelope, content: limitText(content), quoted: quotedText(message.message) };
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

/** Whether a message came as it was written, or had waited until the account was there. */
export function originOf({ originatingTime }: Envelope, arrival: Arrival): MessageOrigin {
  const isLate = originatingTime !== null && originatingTime < arrival.connectedAt - BACKLOG_MS;
  return arrival.isBacklog || isLate ? 'offline' : 'live';
}

/** The message as the core takes it. */
export function toChatMessage(
  received: ReceivedMessage,
  people: People,
  origin: MessageOrigin,
): IncomingMessage {
  const { groupId, isFromOwner, pushName, originatingTime, quoted } = received;
  const named = (identity: Identity): Identity => (pushName ? { ...identity, pushName } : identity);
  const chat: Chat = groupId
    ? { ...people.chat, kind: 'group' }
    : { ...(isFromOwner ? people.chat : named(people.chat)), kind: 'direct' };
  return {
    chat,
    sender: named(people.sender),
    source: isFromOwner ? 'user_outgoing' : 'user',
    origin,
    providerMessageId: received.providerMessageId,
    content: received.content,
    ...(quoted === null ? {} : { quoted }),
    originatingTime,
  };
}
