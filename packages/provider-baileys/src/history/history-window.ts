import type { MessageAnchor } from '@chat-imposter/core';
import type { WAMessage, WAMessageKey } from '@whiskeysockets/baileys';
import { proto, toNumber } from '@whiskeysockets/baileys';
import type { ReceivedMessage } from '../receiving/to-chat-message.ts';
import { type HistoryChunk, type HistoryPart, readHistory } from './history-part.ts';

const { COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY: NO_MORE } =
  proto.Conversation.EndOfHistoryTransferType;

/** What is wanted of the history of a chat. */
export interface HistoryWindow {
  /** Epoch milliseconds of the oldest message. */
  after: number;
  /** The message that comes after the newest. */
  before: MessageAnchor;
  /** The most messages; of more, the newest. */
  limit: number;
}

/** Gives the messages before one, newest first: a page of them; none when there are none. */
type AskForPage = (before: WAMessageKey, sentAt: number) => Promise<HistoryChunk>;

interface Search {
  ask: AskForPage;
  ownIds: readonly string[];
  window: HistoryWindow;
}

/**
 * Pages back from a message until the window is full, the messages are older than it, or the chat begins.
 * @param chatIds the ids under which the phone may know the chat, the likeliest first
 * @returns all of the window, oldest first; rejects when a page could not be had
 */
export async function fetchWindow(chatIds: readonly string[], search: Search): Promise<HistoryPart> {
  for (const chatId of chatIds) {
    const pages = await pagesOf(chatId, search);
    if (pages.length > 0) return within(pages, search.window);
  }
  return { messages: [], subjects: new Map() };
}

/** The pages that the window is on, the newest first; none when the phone has nothing under this id of the chat. */
async function pagesOf(chatId: string, { ask, ownIds, window }: Search): Promise<HistoryPart[]> {
  const pages: HistoryPart[] = [];
  const asked = new Set<string>();
  let key: WAMessageKey = { id: window.before.providerMessageId, fromMe: window.before.source !== 'user' };
  let sentAt = window.before.originatingTime;
  let count = 0;
  while (!asked.has(key.id ?? '')) {
    asked.add(key.id ?? '');
    const chunk = await ask({ ...key, remoteJid: chatId }, sentAt);
    const oldest = oldestOf(chunk);
    if (!oldest) break;
    const page = readHistory(chunk, ownIds);
    pages.push(page);
    count += page.messages.filter((message) => isWithin(message, window)).length;
    key = oldest.key;
    sentAt = timeOf(oldest);
    if (count >= window.limit || sentAt < window.after || isBeginning(chunk)) break;
  }
  return pages;
}

function within(pages: readonly HistoryPart[], window: HistoryWindow): HistoryPart {
  const oldestFirst = pages.toReversed();
  const found = new Map<string, ReceivedMessage>();
  for (const message of oldestFirst.flatMap(({ messages }) => messages)) {
    if (isWithin(message, window)) found.set(message.key, message);
  }
  const messages = [...found.values()].sort((one, other) => time(one) - time(other));
  return {
    messages: window.limit > 0 ? messages.slice(-window.limit) : [],
    subjects: new Map(oldestFirst.flatMap(({ subjects }) => [...subjects])),
  };
}

function isWithin(message: ReceivedMessage, { after, before }: HistoryWindow): boolean {
  const isAnchor = message.providerMessageId === before.providerMessageId;
  return !isAnchor && time(message) >= after && time(message) <= before.originatingTime;
}

function time({ originatingTime }: ReceivedMessage): number {
  return originatingTime ?? 0;
}

/** The platform gives the newest first. */
function oldestOf({ messages }: HistoryChunk): WAMessage | undefined {
  return messages.at(-1);
}

function timeOf({ messageTimestamp }: WAMessage): number {
  return toNumber(messageTimestamp) * 1_000;
}

function isBeginning({ chats }: HistoryChunk): boolean {
  return chats.some(({ endOfHistoryTransferType }) => endOfHistoryTransferType === NO_MORE);
}
