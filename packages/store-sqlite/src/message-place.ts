import { conversationTimeOf, type NewMessage } from '@chat-imposter/core';
import type { ChatCounters } from './chat-table.ts';

/** Where a new message stands in its chat. */
export interface MessagePlace {
  /** Null when it does not enter the queue. */
  id: number | null;
  /** What the conversation is ordered by. */
  time: number;
  /** How the chat counts after it. */
  counters: ChatCounters;
}

/** Finds the place: at the end of the chat, or for synced history, which comes late, at its own time. */
export function placeIn(chat: ChatCounters, message: NewMessage): MessagePlace {
  const { lastId, latestTime } = chat;
  const ownTime = conversationTimeOf(message);
  if (message.origin === 'history') return { id: null, time: ownTime, counters: { lastId, latestTime } };
  const id = message.state === 'said' ? null : lastId + 1;
  const time = Math.max(latestTime, ownTime);
  return { id, time, counters: { lastId: id ?? lastId, latestTime: time } };
}
