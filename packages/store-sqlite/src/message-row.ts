import type { Party, StoredMessage } from '@chat-imposter/core';

/** The columns of a message. */
export type MessageRow = [
  id: number | null,
  providerMessageId: string | null,
  content: string,
  quoted: string | null,
  sender: string,
  source: StoredMessage['source'],
  group: string | null,
  acceptedTime: number,
  originatingTime: number | null,
  origin: StoredMessage['origin'],
  state: StoredMessage['state'],
  reason: string | null,
];

/** The columns of a message. */
export function toRow(message: StoredMessage): MessageRow {
  return [
    message.id,
    message.providerMessageId,
    message.content,
    message.quoted,
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
    quoted,
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
    quoted,
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
