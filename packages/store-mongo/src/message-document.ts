import {
  type Message,
  messageToJson,
  type Party,
  type PartyJson,
  type StoredMessage,
} from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';

/** The fields of a message that the API shows too. */
type ShownFields = ReturnType<typeof messageToJson>;

/**
 * A message as it is kept: in `queues` while it is queued, else in `messages`. Times are epoch milliseconds.
 */
export interface MessageDocument extends ShownFields {
  _id: ObjectId;
  user_id: string;
  /** The `_id` of its chat. */
  chat: ObjectId;
  /** The sender in a group; empty in a direct chat. With chat and `provider_message_id` it makes a message unique. */
  participant: string;
  quoted: string | null;
  origin: StoredMessage['origin'];
  state: StoredMessage['state'];
  reason: string | null;
  /** What the conversation is ordered by. */
  time: number;
  /** Tells apart those of the same time, in the order of recording. */
  sequence: number;
  /** Only where it is true. */
  in_conversation?: true;
  /** Only in the queue. */
  correspondent_id?: string;
  /** Only in the queue: the chat provider that the configuration names. */
  provider_name?: string | null;
}

/** The fields of a message that tell what it is. */
export function toMessageFields(message: StoredMessage) {
  const { quoted, origin, state, reason } = message;
  return { ...messageToJson(message), quoted, origin, state, reason };
}

/** A message of a chat from its document. Those that others wrote have fewer fields. */
export function messageFromDocument(document: MessageDocument, correspondentId: string): StoredMessage {
  return {
    id: document.id,
    providerMessageId: document.provider_message_id ?? null,
    content: document.content,
    quoted: document.quoted ?? null,
    sender: partyFromJson(document.sender),
    source: document.source,
    group: document.group ? partyFromJson(document.group) : null,
    acceptedTime: document.accepted_time,
    originatingTime: document.originating_time ?? null,
    correspondentId,
    origin: document.origin ?? 'live',
    state: document.state ?? 'collected',
    reason: document.reason ?? null,
  };
}

/** A person or group from its JSON form. */
export function partyFromJson(party: PartyJson): Party {
  return {
    identifier: party.identifier,
    displayName: party.display_name ?? party.identifier,
    alternateIdentifiers: party.alternate_identifiers ?? [],
  };
}

/** The states of messages that are neither queued nor in the conversation, and have their text. */
export const IN_NEITHER = ['evicted', 'cleared', 'parked'] as const;

/** The states of messages that are not queued and have their text. */
export const WITH_TEXT = ['answered', 'skipped', 'said', ...IN_NEITHER] as const;

/** Whether a message of this state is in the queue. */
export function isQueued({ state }: Pick<Message & StoredMessage, 'state'>): boolean {
  return state === 'waiting' || state === 'collected';
}

/** Whether a message of this state is in the conversation. */
export function isInConversation({ state }: Pick<StoredMessage, 'state'>): boolean {
  return state === 'answered' || state === 'skipped' || state === 'said';
}
