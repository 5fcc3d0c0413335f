import { conversationTimeOf, type NewMessage, type StoredMessage } from '@chat-imposter/core';
import type { ChatDocument } from './chat-document.ts';
import type { ChatCounters } from './chat-facts.ts';
import type { Draft } from './draft.ts';
import type { MessageDocument } from './message-document.ts';

/** Reads what {@link record} needs to know of these messages. */
export async function loadForRecording(draft: Draft, messages: readonly NewMessage[]): Promise<void> {
  await draft.chats.load(messages.map(({ chat }) => chat.identifier));
  const byChat = Map.groupBy(messages, ({ chat }) => chat.identifier);
  const loads = [...byChat].map(async ([identifier, each]) => {
    const chat = draft.chats.get(identifier);
    if (chat)
      await draft.messages.load(
        chat,
        each.flatMap(({ providerMessageId }) => providerMessageId ?? []),
      );
  });
  await Promise.all(loads);
}

/** Records messages in this order; null for those that were recorded before. */
export async function record(
  draft: Draft,
  messages: readonly NewMessage[],
): Promise<(StoredMessage | null)[]> {
  await loadForRecording(draft, messages);
  return messages.map((message) => recordOne(draft, message));
}

function recordOne(draft: Draft, message: NewMessage): StoredMessage | null {
  const known = draft.chats.get(message.chat.identifier);
  const chat = known ?? draft.chats.getOrBegin(message.chat);
  if (!known) draft.messages.begin(chat);
  const histories = historiesOf(draft, chat, message);
  if (histories === null) return null;
  for (const history of histories) draft.messages.remove(history);
  const { id, time, counters } = placeIn(chat, message);
  const stored = draft.messages.add(message, { chat, id, time });
  draft.chats.update(chat, message.chat, counters);
  return stored;
}

/** What synced history told of the message, which gives way to it; null when the message is known otherwise. */
function historiesOf(draft: Draft, chat: ChatDocument, message: NewMessage): MessageDocument[] | null {
  const { providerMessageId, origin } = message;
  if (providerMessageId === null) return [];
  const known = participantsOf(message).flatMap(
    (participant) => draft.messages.find(chat, providerMessageId, participant) ?? [],
  );
  const isKnown = known.some((each) => each.origin !== 'history' || origin === 'history');
  return isKnown ? null : known;
}

/** Every id under which the sender may have been recorded in a group; in a direct chat the chat itself tells. */
function participantsOf({ chat, sender }: NewMessage): string[] {
  if (chat.kind !== 'group') return [''];
  return [...new Set([sender.identifier, ...sender.alternateIdentifiers])];
}

/** Finds the place: at the end of the chat, or for synced history, which comes late, at its own time. */
function placeIn(
  { last_id, latest_time }: ChatDocument,
  message: NewMessage,
): { id: number | null; time: number; counters: ChatCounters } {
  const ownTime = conversationTimeOf(message);
  if (message.origin === 'history') return { id: null, time: ownTime, counters: { last_id, latest_time } };
  const id = message.state === 'said' ? null : last_id + 1;
  const time = Math.max(latest_time ?? ownTime, ownTime);
  return { id, time, counters: { last_id: id ?? last_id, latest_time: time } };
}
