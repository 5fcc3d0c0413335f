import type { proto } from '@whiskeysockets/baileys';
import { chatIdOf, type HistoryChat, type HistoryMessage, type HistoryPart } from './history.ts';

/** A linked device asks the phone for older messages of a chat. */
export interface HistoryRequest {
  /** The id of the message with which it asked; the answer carries it. */
  readonly id: string;
  /** The id of the chat, as the device wrote it. */
  readonly chat: string;
  /** How many messages it wants. */
  readonly count: number;
  /** The oldest message it has. */
  readonly before: { readonly id: string; readonly sentAt: number };
}

/** Reads a request out of what a linked device sent to its own phone; `undefined` when it is none. */
export function readHistoryRequest(id: string, message: proto.IMessage): HistoryRequest | undefined {
  const content = message.deviceSentMessage?.message ?? message;
  const request = content.protocolMessage?.peerDataOperationRequestMessage?.historySyncOnDemandRequest;
  if (!request) return undefined;
  return {
    id,
    chat: request.chatJid ?? '',
    count: Number(request.onDemandMsgCount ?? 0),
    before: { id: request.oldestMsgId ?? '', sentAt: Number(request.oldestMsgTimestampMs ?? 0) },
  };
}

/** The answer to a request out of what the phone remembers; without messages when there are none. */
export function answerFrom(archive: readonly HistoryChat[], request: HistoryRequest): HistoryPart {
  const found = archive.find((history) => isChat(history, request.chat));
  const chats = found ? [{ ...found, messages: olderMessages(found.messages ?? [], request) }] : [];
  return { kind: 'on-demand', chats, answerTo: request.id };
}

function isChat(history: HistoryChat, id: string): boolean {
  return (['number', 'lid'] as const).some((addressing) => chatIdOf({ ...history, addressing }) === id);
}

function olderMessages(
  messages: readonly HistoryMessage[],
  { count, before }: HistoryRequest,
): readonly HistoryMessage[] {
  const anchor = messages.findIndex(({ id }) => id === before.id);
  const older =
    anchor >= 0
      ? messages.slice(0, anchor)
      : messages.filter(({ sentAt = Date.now() }) => sentAt < before.sentAt);
  return count > 0 ? older.slice(-count) : [];
}
