import { type NewMessage, partyToJson } from '@chat-imposter/core';
import { type Document, MongoClient, ObjectId } from 'mongodb';
import { type AnsweredMessage, USER_ID } from './answered-message.ts';
import type { StoreWriter } from './store-writer.ts';

/**
 * What one writes by hand into a database of the store: one command of the driver for each document that changes, those of
 * one write side by side, and the `_id`s of chats, turns and queued messages kept in memory. It has no transactions, and
 * recognises no message that comes twice: what dies between two commands leaves half a write.
 * @param isFenced whether each write looks first whether the lease is still the newest, as it must where processes share
 * a database; what happens between that and the write, it does not see
 */
export async function createMongoCommands(
  { url, database }: { url: string; database: string },
  isFenced: boolean,
): Promise<StoreWriter> {
  const client = new MongoClient(url, { writeConcern: { w: 'majority', journal: true } });
  const db = client.db(database);
  const [chats, queues, messages, turns] = ['chats', 'queues', 'messages', 'turns'].map((name) =>
    db.collection(name),
  ) as [Collection, Collection, Collection, Collection];
  const leases = db.collection<{ _id: string; fence: number }>('leases');
  const fence = (await leases.findOne({ _id: USER_ID }))?.fence;
  const assertFence = async () => {
    if (!isFenced) return;
    const lease = await leases.findOne({ _id: USER_ID }, { projection: { fence: 1 } });
    if (lease?.fence !== fence) throw new Error('Another process has the bot.');
  };
  const chatIds = new Map(
    (await chats.find().toArray()).map(({ _id, identifier }) => [identifier as string, _id] as const),
  );
  const queued = new Map<string, Document>();
  const turnIds = new Map<string, ObjectId>();
  let sequence = 1_000_000;
  const documentOf = ({ chat, id }: AnsweredMessage, message: NewMessage): Document => ({
    _id: new ObjectId(),
    user_id: USER_ID,
    chat: chatIds.get(chat.identifier),
    participant: '',
    time: message.acceptedTime,
    sequence: ++sequence,
    id: message.state === 'said' ? null : id,
    provider_message_id: message.providerMessageId,
    content: message.content,
    quoted: null,
    sender: partyToJson(message.sender),
    source: message.source,
    group: null,
    accepted_time: message.acceptedTime,
    originating_time: message.originatingTime,
    origin: message.origin,
    state: message.state,
    reason: null,
  });
  const countIn = ({ chat, id }: AnsweredMessage, { acceptedTime }: NewMessage) =>
    chats.updateOne(
      { _id: chatIds.get(chat.identifier) as ObjectId },
      { $set: { last_id: id, latest_time: acceptedTime } },
    );
  return {
    async accept(answered) {
      await assertFence();
      const document = documentOf(answered, answered.message);
      queued.set(answered.turn.turnId, document);
      const correspondent_id = answered.chat.identifier;
      await Promise.all([
        queues.insertOne({ ...document, correspondent_id, provider_name: null }),
        countIn(answered, answered.message),
      ]);
    },
    async plan({ turn }) {
      await assertFence();
      const _id = new ObjectId();
      turnIds.set(turn.turnId, _id);
      const { turnId: turn_id, correspondentId: correspondent_id, plannedTime: planned_time } = turn;
      const about = { user_id: USER_ID, turn_id, correspondent_id, message_ids: [...turn.messageIds] };
      const began = { state: 'planned', is_open: true, attempts: 1, planned_time, parts: [], reason: null };
      await turns.insertOne({ _id, ...about, ...began, sequence: ++sequence });
    },
    async decide({ turn, decision }) {
      await assertFence();
      const document = queued.get(turn.turnId) as Document;
      queued.delete(turn.turnId);
      const parts = decision.parts.map(({ messageId, text }) => partOf(messageId, text, 'ready'));
      await Promise.all([
        turns.updateOne({ _id: turnIds.get(turn.turnId) as ObjectId }, { $set: { state: 'decided', parts } }),
        queues.deleteOne({ _id: document._id }),
        messages.insertOne({ ...document, state: 'answered', in_conversation: true }),
      ]);
    },
    async advance(answered) {
      await assertFence();
      const { turnId, part, said } = answered.update;
      const parts = [partOf(part.messageId, part.text, 'acked')];
      const over = { $set: { state: 'done', parts }, $unset: { is_open: true } };
      const _id = turnIds.get(turnId) as ObjectId;
      turnIds.delete(turnId);
      await Promise.all([
        turns.updateOne({ _id }, over),
        messages.insertOne({ ...documentOf(answered, said), in_conversation: true }),
        countIn(answered, said),
      ]);
    },
    close: () => client.close(),
  };
}

type Collection = ReturnType<ReturnType<MongoClient['db']>['collection']>;

function partOf(message_id: string, text: string, state: string): Document {
  return { message_id, text, state, attempts: 0, last_error: null };
}
