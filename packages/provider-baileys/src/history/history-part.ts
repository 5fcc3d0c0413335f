import type { BaileysEventMap, Contact, WAMessage } from '@whiskeysockets/baileys';
import { proto } from '@whiskeysockets/baileys';
import { isGroupId, personIds } from '../receiving/identity.ts';
import { type ReceivedMessage, readMessage } from '../receiving/to-chat-message.ts';
import { unwrap } from '../receiving/unwrap.ts';

/** A part of the history as Baileys tells of it. */
export type HistoryChunk = BaileysEventMap['messaging-history.set'];

/** What is kept of a part of the history: texts instead of messages with their previews and keys. */
export interface HistoryPart {
  /** Chat by chat, oldest first in each. */
  messages: ReceivedMessage[];
  /** The subjects of groups, by their ids. */
  subjects: ReadonlyMap<string, string>;
}

/**
 * Reads a part of the history. What was edited is there once, as it says now; what was deleted, the status list,
 * channels and everything that is no message are left out.
 * @param ownIds the ids of the account itself, in canonical form
 */
export function readHistory(chunk: HistoryChunk, ownIds: readonly string[]): HistoryPart {
  const otherIds = pairsOf(chunk);
  const byKey = new Map<string, ReceivedMessage>();
  // The platform gives the newest first; messages of the same second must not change places.
  for (const message of chunk.messages.toReversed()) {
    const received = readOldMessage(message, otherIds, ownIds);
    if (!received) continue;
    const known = byKey.get(received.key);
    byKey.set(received.key, known ? { ...known, content: received.content } : received);
  }
  return { messages: sorted([...byKey.values()]), subjects: subjectsOf(chunk) };
}

/**
 * The people of a part, with the names that they gave themselves and those that the owner saved. What the platform
 * shows as a person's name is one that the owner saved only if it is none that they gave themselves: anyone can choose
 * such a name, and saved names are trusted.
 */
export function peopleOf({ chats, contacts, messages }: HistoryChunk): Partial<Contact>[] {
  const names = new Map(chats.map(({ id, name }) => [id, name]));
  const chosen = new Set(messages.map(({ pushName }) => pushName));
  return contacts
    .filter(({ id }) => personIds([id]).length > 0)
    .map(({ name: _shown, ...contact }) => {
      const name = names.get(contact.id);
      const isSaved = name && name !== contact.username && !chosen.has(name);
      return isSaved ? { ...contact, name } : contact;
    });
}

function readOldMessage(
  message: WAMessage,
  otherIds: ReadonlyMap<string, string>,
  ownIds: readonly string[],
): ReceivedMessage | null {
  const participant = message.key.participant || message.participant || '';
  const [chatAlt, participantAlt] = [message.key.remoteJid ?? '', participant].map((id) => otherIds.get(id));
  const key: WAMessage['key'] = {
    ...message.key,
    participant,
    ...(chatAlt === undefined ? {} : { remoteJidAlt: chatAlt }),
    ...(participantAlt === undefined ? {} : { participantAlt }),
  };
  return readMessage(asItSaysNow({ ...message, key }), ownIds);
}

/** A phone keeps an edited message as its last edit, under an id that nobody else knows. */
function asItSaysNow(message: WAMessage): WAMessage {
  const change = unwrap(message.message)?.protocolMessage;
  if (change?.type !== proto.Message.ProtocolMessage.Type.MESSAGE_EDIT || !change.key?.id) return message;
  return { ...message, key: { ...message.key, id: change.key.id }, message: change.editedMessage ?? null };
}

/** The two ids of each person of whom the part tells both, in both directions. */
function pairsOf({ contacts, lidPnMappings = [] }: HistoryChunk): Map<string, string> {
  const pairs = [
    ...lidPnMappings.map(({ lid, pn }) => [lid, pn]),
    ...contacts.map(({ id, lid, phoneNumber }) => [id, phoneNumber ?? lid]),
  ];
  const found = new Map<string, string>();
  for (const [one, other] of pairs) {
    if (!one || !other || one === other) continue;
    found.set(one, other);
    found.set(other, one);
  }
  return found;
}

function subjectsOf({ chats }: HistoryChunk): Map<string, string> {
  return new Map(chats.flatMap(({ id, name }) => (isGroupId(id) && name ? [[id, name] as const] : [])));
}

/** @param messages the oldest first in each chat, the chats the other way round than they were told */
function sorted(messages: readonly ReceivedMessage[]): ReceivedMessage[] {
  const byChat = Map.groupBy(messages, ({ groupId, chatIds }) => groupId ?? chatIds[0]);
  const time = ({ originatingTime }: ReceivedMessage) => originatingTime ?? 0;
  return [...byChat.values()]
    .toReversed()
    .flatMap((chat) => chat.toSorted((one, other) => time(one) - time(other)));
}
