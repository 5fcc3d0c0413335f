import type { StoreContent, StoredRow, StoredTurn } from '@chat-imposter/testing/faults';
import { type Document, MongoClient } from 'mongodb';
import { createMongoStore } from '../../mongo-store.ts';

/**
 * Reads a database without the code of the store, so that a mistake in that cannot hide itself. What was committed and is
 * not applied is applied before, which only a store can; the leases must have expired.
 */
export async function readContent(url: string): Promise<StoreContent> {
  const store = createMongoStore({ url });
  await store.open();
  await store.close();
  const client = new MongoClient(url);
  try {
    const database = client.db('chat_manager');
    const all = (name: string, filter: Document) =>
      database.collection(name).find(filter).sort({ sequence: 1 }).toArray();
    const chats = await all('chats', { gone: { $exists: false } });
    const ids = new Map(chats.map(({ _id, identifier }) => [String(_id), String(identifier)]));
    const [queued, others] = [await all('queues', BY_USERS), await all('messages', BY_USERS)];
    const turns = await all('turns', {});
    const rows = [...queued, ...others].sort((one, other) => one.sequence - other.sequence);
    return { rows: rows.map((row) => toRow(row, ids)), turns: turns.map(toTurn) };
  } finally {
    await client.close();
  }
}

const BY_USERS = { source: 'user', gone: { $exists: false } };

function toRow({ chat, id, provider_message_id, state }: Document, chats: Map<string, string>): StoredRow {
  return { chatId: chats.get(String(chat)) ?? '', id, messageId: provider_message_id, state };
}

function toTurn({ turn_id, correspondent_id, message_ids, state, attempts, parts }: Document): StoredTurn {
  return {
    turnId: turn_id,
    chatId: correspondent_id,
    ids: message_ids,
    state,
    attempts,
    parts: (parts as Document[]).map((part) => ({
      messageId: part.message_id,
      text: part.text,
      state: part.state,
      attempts: part.attempts,
    })),
  };
}
