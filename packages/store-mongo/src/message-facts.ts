import { type NewMessage, type StoredMessage, storedMessageOf } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import type { ChatDocument } from './chat-document.ts';
import { type FactsParts, inPieces } from './facts.ts';
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

  constructor(parts: FactsParts, chatProviderName: string | null) {
    this.#parts = parts;
    this.#chatProviderName = chatProviderName;
  }

  /** Reads what is known of these ids of the platform in a chat. */
  async load(chat: ChatDocument, providerMessageIds: Iterable<string>): Promise<void> {
    if (this.#begun.has(chat._id.toHexString())) return;
    const { connection, userId } = this.#parts;
    const unknown = [...new Set(providerMessageIds)].filter(
      (id) => !this.#byProviderId.has(keyOf(chat._id, id)),
    );
    const queries = inPieces(unknown).flatMap((piece) => {
      const wanted = { provider_message_id: { $in: piece } };
      const queued = { user_id: userId, correspondent_id: chat.identifier, ...wanted };
      return [
        connection.find<MessageDocument>('messages', { chat: chat._id, ...wanted }),
        connection.find<MessageDocument>('queues', queued),
      ];
    });
    const found = (await Promise.all(queries)).flat();
    for (const id of unknown) this.#byProviderId.set(keyOf(chat._id, id), []);
    for (const each of found) {
      const changed = this.#changed.get(each._id.toHexString());
      const current = changed === undefined ? each : changed;
      if (current)
        this.#byProviderId.get(keyOf(chat._id, current.provider_message_id as string))?.push(current);
    }
  }

  /** Says that a chat is new. */
  begin(chat: ChatDocument): void {
    this.#begun.add(chat._id.toHexString());
  }

  /** Reads which of these messages are queued. */
  async loadQueued(correspondentId: string, ids: Iterable<number>): Promise<void> {
    const { connection, userId } = this.#parts;
    const unknown = [...new Set(ids)].filter((id) => !this.#queued.has(queueKeyOf(correspondentId, id)));
    const queries = inPieces(unknown).map((piece) => {
      const filter = { user_id: userId, correspondent_id: correspondentId, id: { $in: piece } };
      return connection.find<MessageDocument>('queues', filter);
    });
    const found = (await Promise.all(queries)).flat();
    for (const id of unknown) this.#queued.set(queueKeyOf(correspondentId, id), null);
    for (const each of found) this.#queued.set(queueKeyOf(correspondentId, each.id as number), each);
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

function keyOf(chat: ObjectId, providerMessageId: string): string {
  return `${chat.toHexString()} ${providerMessageId}`;
}

function queueKeyOf(correspondentId: string, id: number): string {
  return `${id} ${correspondentId}`;
}
