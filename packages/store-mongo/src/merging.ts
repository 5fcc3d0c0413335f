import type { Chat, StoredMessage } from '@chat-imposter/core';
import type { ChatDocument } from './chat-document.ts';
import type { Draft } from './draft.ts';
import { inPieces } from './facts.ts';
import { isInConversation, isQueued, type MessageDocument } from './message-document.ts';

/** Makes one chat of two; gives back what is queued of the one that is left, by id. The write has to be alone. */
export async function merge(draft: Draft, from: string, into: Chat): Promise<StoredMessage[]> {
  await Promise.all([draft.chats.load([from, into.identifier]), draft.turns.load()]);
  const theirs = draft.chats.get(from);
  const ours = draft.chats.get(into.identifier);
  const ourQueue = await queueOf(draft, into.identifier);
  if (!theirs || from === into.identifier) return toMessages(draft, ourQueue, into.identifier);
  const theirQueue = await queueOf(draft, from);
  const raise = ours?.last_id ?? 0;
  draft.turns.merge(from, into.identifier, raise);
  if (!ours) {
    draft.chats.rename(theirs, into);
    return moveQueue(draft, theirQueue, { into, chat: theirs, raise });
  }
  const twins = await removeTwins(draft, theirs, ours);
  const isLeft = ({ _id }: MessageDocument) => !twins.has(_id.toHexString());
  draft.changes.add({ kind: 'move_messages', from: theirs._id, into: ours._id, raise });
  draft.chats.remove(theirs);
  draft.chats.update(ours, into, countersOf(ours, theirs));
  return [
    ...toMessages(draft, ourQueue.filter(isLeft), into.identifier),
    ...moveQueue(draft, theirQueue.filter(isLeft), { into, chat: ours, raise }),
  ];
}

/** Removes one of each two records of a message; tells which, by `_id`. */
async function removeTwins(draft: Draft, theirs: ChatDocument, ours: ChatDocument): Promise<Set<string>> {
  const removed = new Set<string>();
  const known = await recordsOf(draft, theirs, { $ne: null });
  for (const piece of inPieces(known)) {
    const ids = piece.map(({ provider_message_id: id }) => id);
    const others = Map.groupBy(await recordsOf(draft, ours, { $in: ids }), keyOf);
    for (const their of piece) {
      for (const our of others.get(keyOf(their)) ?? []) {
        const loser = rankOf(our) >= rankOf(their) ? their : our;
        draft.messages.remove(loser);
        removed.add(loser._id.toHexString());
      }
    }
  }
  return removed;
}

/** What makes the messages of a chat unique, and what ranks them. */
async function recordsOf(
  draft: Draft,
  chat: ChatDocument,
  providerMessageId: unknown,
): Promise<MessageDocument[]> {
  const wanted = { provider_message_id: providerMessageId };
  const projection = { chat: 1, participant: 1, provider_message_id: 1, origin: 1, state: 1 } as const;
  const queued = { user_id: draft.userId, correspondent_id: chat.identifier, ...wanted };
  const [others, queue] = await Promise.all([
    draft.connection.find<MessageDocument>('messages', { chat: chat._id, ...wanted }, { projection }),
    draft.connection.find<MessageDocument>('queues', queued, { projection }),
  ]);
  return [...others, ...queue];
}

function queueOf(draft: Draft, correspondentId: string): Promise<MessageDocument[]> {
  const filter = { user_id: draft.userId, correspondent_id: correspondentId };
  return draft.connection.find<MessageDocument>('queues', filter, {
    sort: { user_id: 1, correspondent_id: 1, id: 1 },
  });
}

function moveQueue(
  draft: Draft,
  queue: readonly MessageDocument[],
  { into, chat, raise }: { into: Chat; chat: ChatDocument; raise: number },
): StoredMessage[] {
  return queue.map((document) => {
    const message = draft.messages.read(document, into.identifier);
    const moved = { ...message, id: (message.id ?? 0) + raise };
    draft.messages.change(document, moved, chat._id);
    return moved;
  });
}

function toMessages(draft: Draft, queue: readonly MessageDocument[], identifier: string): StoredMessage[] {
  return queue.map((document) => draft.messages.read(document, identifier));
}

function countersOf(ours: ChatDocument, theirs: ChatDocument): Pick<ChatDocument, 'last_id' | 'latest_time'> {
  const times = [ours.latest_time, theirs.latest_time].filter((time) => time !== null);
  return {
    last_id: ours.last_id + theirs.last_id,
    latest_time: times.length > 0 ? Math.max(...times) : null,
  };
}

function keyOf({ participant, provider_message_id }: MessageDocument): string {
  return JSON.stringify([participant, provider_message_id]);
}

/** Which of two records of one message is kept. */
function rankOf(record: MessageDocument): number {
  if (record.origin === 'history') return 0;
  if (isQueued(record)) return 1;
  return isInConversation(record) ? 3 : 2;
}
