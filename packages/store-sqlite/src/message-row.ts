import { type Chat, type NewMessage, type Party, partyOf, type StoredMessage } from '@chat-imposter/core';

/** The columns of a message, its chat joined. */
export interface MessageRow {
  id: number | null;
  provider_message_id: string | null;
  content: string;
  sender: string;
  source: StoredMessage['source'];
  group_party: string | null;
  accepted_time: number;
  originating_time: number | null;
  origin: StoredMessage['origin'];
  state: StoredMessage['state'];
  reason: string | null;
  correspondent_id: string;
}

/** The columns of a chat that are not for counting. */
export interface ChatRow {
  identifier: string;
  kind: Chat['kind'];
  alternate_identifiers: string;
  saved_name: string | null;
  push_name: string | null;
}

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
    state: message.state,
    reason: message.reason,
  };
}

/** A message from its columns. */
export function fromRow(row: MessageRow): StoredMessage {
  return {
    id: row.id,
    providerMessageId: row.provider_message_id,
    content: row.content,
    sender: JSON.parse(row.sender) as Party,
    source: row.source,
    group: row.group_party === null ? null : (JSON.parse(row.group_party) as Party),
    acceptedTime: row.accepted_time,
    originatingTime: row.originating_time,
    correspondentId: row.correspondent_id,
    origin: row.origin,
    state: row.state,
    reason: row.reason,
  };
}

/** A chat from its columns. */
export function chatFromRow(row: ChatRow): Chat {
  return {
    kind: row.kind,
    identifier: row.identifier,
    alternateIdentifiers: JSON.parse(row.alternate_identifiers) as string[],
    ...(row.saved_name === null ? {} : { savedName: row.saved_name }),
    ...(row.push_name === null ? {} : { pushName: row.push_name }),
  };
}

function copyParty({ identifier, displayName, alternateIdentifiers }: Party): Party {
  return { identifier, displayName, alternateIdentifiers: [...alternateIdentifiers] };
}
