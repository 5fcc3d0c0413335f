import {
  cutPage,
  type HistoryPage,
  type HistoryPlace,
  type HistoryQuery,
  newestFirst,
  pageSizeOf,
  placeBefore,
  type StoredMessage,
} from '@chat-imposter/core';
import type { Document, ObjectId } from 'mongodb';
import type { ChatDocument } from './chat-document.ts';
import type { CollectionName } from './collections.ts';
import type { Connection } from './connection.ts';
import { IN_NEITHER, type MessageDocument, messageFromDocument, WITH_TEXT } from './message-document.ts';

/** A message that may be on a page, and where it stands. */
interface Found extends HistoryPlace {
  _id: ObjectId;
}

/** Messages that an index has in the order of their time. */
interface Source {
  filter: Document;
  sort: Record<string, -1>;
}

/** Which messages of a source are wanted. */
interface Wanted {
  conditions: Document;
  /** One more than fits on the page, which tells that there is another one. */
  count: number;
}

/** Reads pages of the history: first which messages are on a page, then these. */
export class HistoryReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One page, newest first. What the original wrote is on none before it is taken over. */
  async page(userId: string, query: HistoryQuery): Promise<HistoryPage> {
    const size = pageSizeOf(query);
    const wanted = { conditions: conditionsOf(query), count: size + 1 };
    const { correspondentId: identifier } = query;
    const chat = identifier === undefined ? undefined : await this.#chatOf(userId, identifier);
    if (chat === null) return { messages: [], next: null };
    // The queue first: what leaves it meanwhile is found elsewhere.
    const queue = { user_id: userId, ...(chat ? { correspondent_id: chat.identifier } : {}) };
    const queued = await this.#places('queues', { ...queue, ...wanted.conditions });
    const sources = chat ? sourcesOfChat(userId, chat) : sourcesOfBot(userId);
    const stored = await Promise.all(sources.map((source) => this.#newestOf(source, wanted)));
    const { page, next } = cutPage(unique([...queued, ...stored.flat()]).sort(newestFirst), size);
    return { messages: await this.#read(page), next };
  }

  #chatOf(userId: string, identifier: string): Promise<ChatDocument | null> {
    return this.#connection.findOne<ChatDocument>('chats', { user_id: userId, identifier });
  }

  async #newestOf({ filter, sort }: Source, { conditions, count }: Wanted): Promise<Found[]> {
    const newest = await this.#places('messages', { ...filter, ...conditions }, { sort, limit: count });
    const last = newest.at(-1);
    if (last === undefined || newest.length < count) return newest;
    // Of those of the last time an index without the order of recording may have given any.
    const ofLastTime = { ...filter, ...conditions, time: last.time };
    return [...newest, ...(await this.#places('messages', ofLastTime, { sort }))];
  }

  #places(
    collection: CollectionName,
    filter: Document,
    options: { sort?: Record<string, -1>; limit?: number } = {},
  ): Promise<Found[]> {
    const projection = { time: 1, sequence: 1 } as const;
    return this.#connection.find<Found>(collection, filter, { ...options, projection });
  }

  /** These messages, but for those that have gone meanwhile. */
  async #read(page: readonly Found[]): Promise<StoredMessage[]> {
    const named = { _id: { $in: page.map(({ _id }) => _id) }, gone: { $exists: false } };
    const queued = await this.#connection.find<MessageDocument>('queues', named);
    const stored = await this.#connection.find<MessageDocument>('messages', named);
    const found = new Map([...queued, ...stored].map((each) => [each._id.toHexString(), each]));
    const identifiers = await this.#identifiersOf([...found.values()]);
    return page.flatMap(({ _id }) => {
      const document = found.get(_id.toHexString());
      if (!document || document.state === 'reduced') return [];
      const identifier = identifiers.get(document.chat.toHexString());
      if (identifier === undefined) return [];
      return [messageFromDocument(document, identifier)];
    });
  }

  /** The identifiers of their chats, by `_id`. */
  async #identifiersOf(documents: readonly MessageDocument[]): Promise<Map<string, string>> {
    const ids = new Map(documents.map(({ chat }) => [chat.toHexString(), chat]));
    const projection = { identifier: 1 } as const;
    const wanted = { _id: { $in: [...ids.values()] }, gone: { $exists: false } };
    const chats = await this.#connection.find<ChatDocument>('chats', wanted, { projection });
    return new Map(chats.map(({ _id, identifier }) => [_id.toHexString(), identifier]));
  }
}

/** Every state by itself: only then the index has the order of time. */
function sourcesOfBot(user_id: string): Source[] {
  return WITH_TEXT.map((state) => sourceOfState({ user_id, state }));
}

function sourcesOfChat(user_id: string, { _id }: ChatDocument): Source[] {
  const conversation = { chat: _id, in_conversation: true };
  return [
    { filter: conversation, sort: { chat: -1, in_conversation: -1, time: -1, sequence: -1 } },
    ...IN_NEITHER.map((state) => sourceOfState({ user_id, state, chat: { $eq: _id } })),
  ];
}

function sourceOfState(filter: Document): Source {
  return { filter, sort: { user_id: -1, state: -1, time: -1 } };
}

function conditionsOf(query: HistoryQuery): Document {
  const { time, sequence } = placeBefore(query);
  return {
    time: { $lte: time },
    $or: [{ time: { $lt: time } }, { sequence: { $lt: sequence } }],
    ...(query.incomingOnly ? { source: { $eq: 'user' }, origin: { $ne: 'history' } } : {}),
  };
}

function unique(found: readonly Found[]): Found[] {
  return [...new Map(found.map((each) => [each._id.toHexString(), each])).values()];
}
