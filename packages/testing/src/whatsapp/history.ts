import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import { type Addressing, otherJid, styledJid } from './addressing.ts';
import { newMessageId } from './chat.ts';
import { Group } from './group.ts';
import { lidJid, numberJid } from './identity.ts';
import { wireTime } from './nodes.ts';
import type { Person } from './person.ts';

const TYPES = {
  initial: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
  recent: proto.HistorySync.HistorySyncType.RECENT,
  full: proto.HistorySync.HistorySyncType.FULL,
  'push-names': proto.HistorySync.HistorySyncType.PUSH_NAME,
  'on-demand': proto.HistorySync.HistorySyncType.ON_DEMAND,
};

/** A message that was written before a device was linked. */
export interface HistoryMessage {
  /** @default a fresh one */
  id?: string;
  from: Person;
  /** A text, or a message of any kind. */
  content: string | proto.IMessage;
  /** Epoch milliseconds; the wire keeps whole seconds. @default now */
  sentAt?: number;
}

/** What the phone remembers of a chat. */
export interface HistoryChat {
  chat: Person | Group;
  /** Which id of the person a direct chat is under. @default 'number' */
  addressing?: Addressing;
  /** Whether a direct chat says the other id of the person too. @default true */
  tellsOtherId?: boolean;
  /** The name the owner saved for the person. @default none; a group has its subject */
  name?: string;
  /** Oldest first. @default none */
  messages?: readonly HistoryMessage[];
}

/** A part of the history as a phone sends it to a linked device. */
export interface HistoryPart {
  kind: keyof typeof TYPES;
  chats?: readonly HistoryChat[];
  /** People whose own names are told; only a part of the kind `push-names` is read for them. */
  pushNames?: readonly Person[];
  /** People of whom it is told which LID belongs to which number. */
  mappings?: readonly Person[];
  /** How much of the history has been sent with this part, in percent. @default 100 */
  progress?: number;
  /** Its place among the parts of its kind, from 1. */
  order?: number;
  /** The request that an `on-demand` part answers. */
  answerTo?: string;
}

/** What a newly linked device gets from a phone without a past. */
export const EMPTY_HISTORY: readonly HistoryPart[] = [{ kind: 'initial' }, { kind: 'push-names' }];

/**
 * The notification of a part, with the part in it. A phone also can leave it on WhatsApp's media server, but
 * Baileys always fetches it from `mmg.whatsapp.net` then, so here every part goes inline (`Utils/history.js`).
 */
export function historyNotification(owner: Person, part: HistoryPart): proto.Message.IProtocolMessage {
  const { kind, progress = 100, order: chunkOrder = null, answerTo = null } = part;
  const notification = { syncType: TYPES[kind], progress, chunkOrder, peerDataRequestSessionId: answerTo };
  const payload = proto.HistorySync.encode(historySync(owner, part)).finish();
  return {
    type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
    historySyncNotification: {
      ...notification,
      initialHistBootstrapInlinePayload: deflateSync(payload),
    },
  };
}

function historySync(owner: Person, part: HistoryPart): proto.IHistorySync {
  const { kind, chats = [], pushNames = [], mappings = [], progress = 100, order: chunkOrder = null } = part;
  return {
    syncType: TYPES[kind],
    progress,
    chunkOrder,
    conversations: chats.map((chat) => conversation(owner, chat)),
    pushnames: pushNames.map(({ id, identity }) => ({ id, pushname: identity.name })),
    phoneNumberToLidMappings: mappings.map(({ identity }) => ({
      pnJid: numberJid(identity),
      lidJid: lidJid(identity),
    })),
  };
}

function conversation(owner: Person, history: HistoryChat): proto.IConversation {
  const { chat, messages = [], name } = history;
  const newestFirst = messages.map((message) => historyMessage(owner, history, message)).reverse();
  return {
    id: chatIdOf(history),
    ...(chat instanceof Group ? { name: chat.subject } : personFacts(chat, history)),
    ...(name !== undefined && { name }),
    conversationTimestamp: newestFirst[0]?.messageTimestamp ?? null,
    messages: newestFirst.map((message, index) => ({ message, msgOrderId: newestFirst.length - index })),
  };
}

function personFacts({ identity }: Person, { addressing = 'number', tellsOtherId = true }: HistoryChat) {
  const other = otherJid(identity, { addressing, tellsOtherId }) ?? null;
  return addressing === 'lid' ? { pnJid: other } : { lidJid: other };
}

function historyMessage(owner: Person, history: HistoryChat, message: HistoryMessage): proto.IWebMessageInfo {
  const { id = newMessageId(), from, content, sentAt = Date.now() } = message;
  const { chat } = history;
  const participant = chat instanceof Group ? { participant: styledJid(from.identity, chat.style) } : {};
  return {
    key: { remoteJid: chatIdOf(history), fromMe: from === owner, id, ...participant },
    message: typeof content === 'string' ? { conversation: content } : content,
    messageTimestamp: Number(wireTime(sentAt)),
    pushName: from.identity.name,
    ...participant,
  };
}

/** The id under which a client knows a chat of the history. */
export function chatIdOf({ chat, addressing = 'number' }: HistoryChat): string {
  return chat instanceof Group ? chat.id : styledJid(chat.identity, { addressing });
}
