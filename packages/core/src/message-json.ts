import type { Message, Party } from './contracts/message.ts';
import { sizeOf } from './limits.ts';

/** A person or group in JSON. */
export interface PartyJson {
  identifier: string;
  display_name: string;
  alternate_identifiers: readonly string[];
}

/** A message as the API shows it and stores keep it. Times are epoch milliseconds. */
export interface MessageJson {
  id: number | null;
  content: string;
  sender: PartyJson;
  source: Message['source'];
  accepted_time: number;
  /** The length of `content` in Unicode code points. */
  message_size: number;
  originating_time: number | null;
  group: PartyJson | null;
  provider_message_id: string | null;
}

/** The JSON form of a message. */
export function messageToJson(message: Message): MessageJson {
  return {
    id: message.id,
    content: message.content,
    sender: partyToJson(message.sender),
    source: message.source,
    accepted_time: message.acceptedTime,
    message_size: sizeOf(message.content),
    originating_time: message.originatingTime,
    group: message.group === null ? null : partyToJson(message.group),
    provider_message_id: message.providerMessageId,
  };
}

/** The JSON form of a person or group. */
export function partyToJson(party: Party): PartyJson {
  return {
    identifier: party.identifier,
    display_name: party.displayName,
    alternate_identifiers: party.alternateIdentifiers,
  };
}
