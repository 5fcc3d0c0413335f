import { type NewMessage, type Party, partyOf, type StoredMessage } from '@chat-imposter/core';

/** The columns of a message. */
export type MessageRow = [
  id: number | null,
  providerMessageId: string | null,
  content: string,
  sender: string,
  source: StoredMessage['source'],
  group: string | null,
  acceptedTime: number,
  originatingTime: number | null,
  origin: StoredMessage['origin'],
  state: StoredMessage['state'],
  reason: string | null,
];

/** A new message as it is kept under the id that it got. */
export function toStored(message: NewMessage, id: number | null): StoredMessage {
  return {
    id,
    providerMessageId: message.providerMessageId,
    content: message.content,
    sender: copyParty(message.sender),
    source: message.source,
    group: message.chat.kind === 'group' ? copyParty(partyOf(message.chat)) : null,
    acceptedTime: message.acceptedTime,
    originatingTime: message.originatingTime,
    correspondentId: message.chat.identifier,
    origin: message.origin,
    state: message.origin === 'history' ? 'said' : message.state,
    reason: message.reason,
  };
}

/** The columns of a message. */
export function toRow(message: StoredMessage): MessageRow {
  return [
    message.id,
    message.providerMessageId,
    message.content,
    JSON.stringify(message.sender),
    message.source,
    message.group && JSON.stringify(message.group),
    message.acceptedTime,
    message.originatingTime,
    message.origin,
    message.state,
    message.reason,
  ];
}

/** A message of a chat from its columns. */
export function fromRow(
  [
    id,
    providerMessageId,
    content,
    sender,
    source,
    group,
    acceptedTime,
    originatingTime,
    origin,
    state,
    reason,
  ]: MessageRow,
  correspondentId: string,
): StoredMessage {
  return {
    id,
    providerMessageId,
    content,
    sender: JSON.parse(sender) as Party,
    source,
    group: group === null ? null : (JSON.parse(group) as Party),
    acceptedTime,
    originatingTime,
    correspondentId,
    origin,
    state,
    reason,
  };
}

function copyParty({ identifier, displayName, alternateIdentifiers }: Party): Party {
  return { identifier, displayName, alternateIdentifiers: [...alternateIdentifiers] };
}
