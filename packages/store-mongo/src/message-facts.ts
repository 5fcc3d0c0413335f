import { type NewMessage, type StoredMessage, storedMessageOf } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import type { ChatDocument } from './chat-document.ts';
import { type FactsParts, inCrossedPieces } from './facts.ts';
import { Gathering } from './gathering.ts';
import {
  isInConversation,
  isQueued,
  type MessageDocument,
  messageFromDocument,
  toMessageFields,
} from './message-document.ts';

/** Where a message stands in its chat. */
export interface MessagePlace {
  chat: ChatDocument;
  /** Null when it does not enter the queue. */
  id: number | null;
  /** What the conversation is ordered by. */
  time: number;
}

/** The messages that a batch is about, wherever they are. */
export class MessageFacts {
  readonly #parts: FactsParts;
  readonly #chatProviderName: string | null;
  /** By chat and id of the platform. Senders of a group may use the same id. */
  readonly #byProviderId = new Map<string, MessageDocument[]>();
  /** Chats that begin in this batch, by `_id`: nothing is stored of them. */
  readonly #begun = new Set<string>();
  /** By contact and id; null where there is none. */
  readonly #queued = new Map<string, MessageDocument | null>();
  /** What this batch has changed so far, by `_id`; null what it has removed. */
  readonly #changed = new Map<string, MessageDocument | null>();
  readonly #recordLookUps = new Gathering<RecordKey>((keys) => this.#lookUpRecords(keys));
  readonly #queueLookUps = new Gathering<QueueKey>((keys) => this.#lookUpQueued(keys));

  constructor(parts: FactsParts, chatProviderName: string | null) {
    this.#parts = parts;
    this.#chatProviderName = chatProviderName;
  }

  /** Reads what is known of these ids of the platform in a chat. */
  async load(chat: ChatDocument, providerMessageIds: Iterable<string>): Promise<void> {
    if (this.#begun.has(chat._id.toHexString())) return;
    const unknown = [...providerMessageIds].filter((id) => !this.#byProviderId.has(keyOf(chat._id, id)));
    await this.#recordLookUps.look(unknown.map((id) => ({ chat, id })));
  }

  /** Says that a chat is new. */
  begin(chat: ChatDocument): void {
    this.#begun.add(chat._id.toHexString());
  }

  /** Reads which of these messages are queued. */
  async loadQueued(correspondentId: string, ids: Iterable<number>): Promise<void> {
    const unknown = [...ids].filter((id) => !this.#isQueueKnown(queueKeyOf(correspondentId, id)));
    await this.#queueLookUps.look(unknown.map((id) => ({ correspondentId, id })));
  }

  /** Those that are known to be queued, by contact and id; null for one that is not. */
  get queued(): ReadonlyMap<string, MessageDocument | null> {
    return this.#queued;
  }

  /** What this batch has changed, by `_id`; null for what it has removed. */
  get changed(): ReadonlyMap<string, MessageDocument | null> {
    return this.#changed;
  }

  /** A message whose id of the platform was loaded. */
  find(chat: ChatDocument, providerMessageId: string, participant: string): MessageDocument | undefined {
    const known = this.#byProviderId.get(keyOf(chat._id, providerMessageId));
    return known?.find((each) => each.participant === participant);
  }

  /** A queued message whose id was loaded. */
  findQueued(correspondentId: string, id: number): MessageDocument | null {
    return this.#queued.get(queueKeyOf(correspondentId, id)) ?? null;
  }

  /** Records a new message, of which nothing is known. */
  add(message: NewMessage, { chat, id, time }: MessagePlace): StoredMessage {
    const stored = storedMessageOf(message, id);
    this.#put(stored, {
      _id: new ObjectId(),
      user_id: this.#parts.userId,
      chat: chat._id,
      participant: stored.group ? stored.sender.identifier : '',
      time,
      sequence: this.#parts.changes.nextNumber(),
    });
    return stored;
  }

  /** Keeps a queued message that others wrote in the form that it has here, under its `_id`. */
  takeOver(
    { _id, user_id }: MessageDocument,
    message: StoredMessage,
    { chat, time }: Omit<MessagePlace, 'id'>,
  ): void {
    const participant = message.group ? message.sender.identifier : '';
    const sequence = this.#parts.changes.nextNumber();
    this.#put(message, { _id, user_id, chat: chat._id, participant, time, sequence });
  }

  /** Changes what a message says, or where it stands. */
  change(document: MessageDocument, message: StoredMessage, chat = document.chat): void {
    const { _id, user_id, participant, time, sequence } = document;
    if (isQueued(document) && !isQueued(message)) this.#parts.changes.remove('queues', _id);
    if (isQueued(document) && document.id !== null && document.correspondent_id !== undefined)
      this.#queued.set(queueKeyOf(document.correspondent_id, document.id), null);
    this.#put(message, { _id, user_id, chat, participant, time, sequence });
  }

  /** The message is not known any more. */
  remove(document: MessageDocument): void {
    this.#parts.changes.remove(isQueued(document) ? 'queues' : 'messages', document._id);
    this.#forget(document);
    this.#changed.set(document._id.toHexString(), null);
  }

  /** The message as it is told. */
  read(document: MessageDocument, correspondentId: string): StoredMessage {
    return messageFromDocument(document, correspondentId);
  }

  #isQueueKnown(key: string): boolean {
    if (this.#queued.has(key)) return true;
    const remembered = this.#parts.memory.queued(key);
    if (remembered !== undefined) this.#queued.set(key, remembered);
    return remembered !== undefined;
  }

  /** Of all pairs of these chats and ids, which may be more than are asked for. */
  async #lookUpRecords(keys: readonly RecordKey[]): Promise<void> {
    const { connection, userId } = this.#parts;
    const queries = inCrossedPieces(keys, ({ chat }) => chat.identifier).flatMap((piece) => {
      const chats = new Map(piece.map(({ chat }) => [chat.identifier, chat._id]));
      const wanted = { provider_message_id: { $in: [...new Set(piece.map(({ id }) => id))] } };
      const queued = { user_id: userId, correspondent_id: { $in: [...chats.keys()] }, ...wanted };
      return [
        connection.find<MessageDocument>('messages', { chat: { $in: [...chats.values()] }, ...wanted }),
        connection.find<MessageDocument>('queues', queued),
      ];
    });
    const found = (await Promise.all(queries)).flat().map((each) => [each._id.toHexString(), each] as const);
    // One that several queries find counts once, as it was changed last.
    const current = new Map([...found, ...this.#parts.memory.changedMessages, ...this.#changed]);
    const news = new Map<string, MessageDocument[]>(keys.map(({ chat, id }) => [keyOf(chat._id, id), []]));
    for (const each of current.values()) {
      if (typeof each?.provider_message_id !== 'string') continue;
      news.get(keyOf(each.chat, each.provider_message_id))?.push(each);
    }
    for (const [key, records] of news) this.#byProviderId.set(key, records);
  }

  /** Of all pairs of these contacts and ids, which may be more than are asked for. */
  async #lookUpQueued(keys: readonly QueueKey[]): Promise<void> {
    const { connection, userId: user_id } = this.#parts;
    const queries = inCrossedPieces(keys, (key) => key.correspondentId).map((piece) => {
      const correspondent_id = { $in: [...new Set(piece.map(({ correspondentId }) => correspondentId))] };
      const id = { $in: [...new Set(piece.map((key) => key.id))] };
      return connection.find<MessageDocument>('queues', { user_id, correspondent_id, id });
    });
    const found = (await Promise.all(queries)).flat();
    for (const { correspondentId, id } of keys) this.#queued.set(queueKeyOf(correspondentId, id), null);
    for (const each of found)
      this.#queued.set(queueKeyOf(each.correspondent_id as string, each.id as number), each);
  }

  #put(
    message: StoredMessage,
    place: Pick<MessageDocument, '_id' | 'user_id' | 'chat' | 'participant' | 'time' | 'sequence'>,
  ): void {
    const { correspondentId: correspondent_id } = message;
    const fields = { ...place, ...toMessageFields(message) };
    const queued = isQueued(message);
    const document: MessageDocument = queued
      ? { ...fields, correspondent_id, provider_name: this.#chatProviderName }
      : { ...fields, ...(isInConversation(message) ? { in_conversation: true } : {}) };
    this.#parts.changes.put(queued ? 'queues' : 'messages', document);
    if (queued && message.id !== null) this.#queued.set(queueKeyOf(correspondent_id, message.id), document);
    this.#forget(document);
    this.#changed.set(document._id.toHexString(), document);
    this.#remember(document);
  }

  #remember(document: MessageDocument): void {
    const { chat, provider_message_id } = document;
    if (provider_message_id === null) return;
    const key = keyOf(chat, provider_message_id);
    const known = this.#byProviderId.get(key);
    if (known) known.push(document);
    else if (this.#begun.has(chat.toHexString())) this.#byProviderId.set(key, [document]);
  }

  #forget({ _id, chat, provider_message_id }: MessageDocument): void {
    if (provider_message_id === null) return;
    const key = keyOf(chat, provider_message_id);
    const known = this.#byProviderId.get(key);
    if (known)
      this.#byProviderId.set(
        key,
        known.filter((each) => !each._id.equals(_id)),
      );
  }
}

/** A message as a platform names it. */
interface RecordKey {
  chat: ChatDocument;
  id: string;
}

/** A message as the queue of its contact names it. */
interface QueueKey {
  correspondentId: string;
  id: number;
}

function keyOf(chat: ObjectId, providerMessageId: string): string {
  return `${chat.toHexString()} ${providerMessageId}`;
}

function queueKeyOf(correspondentId: string, id: number): string {
  return `${id} ${correspondentId}`;
}
