import type {
  Chat,
  HistoryPage,
  HistoryQuery,
  Lease,
  MessageStore,
  NewMessage,
  Revision,
  Settlement,
  StoredMessage,
} from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import { type ChatDocument, chatFromDocument } from './chat-document.ts';
import type { Connection } from './connection.ts';
import { HistoryReader } from './history-reader.ts';
import { merge } from './merging.ts';
import { type MessageDocument, messageFromDocument } from './message-document.ts';
import { loadForRecording, record } from './recording.ts';
import { loadForRevising, revise } from './revising.ts';
import { loadForSettling, settle } from './settling.ts';

/** Every message of every bot. */
export class MongoMessages implements MessageStore {
  readonly #bots: Bots;
  readonly #connection: Connection;

  constructor(bots: Bots, connection: Connection) {
    this.#bots = bots;
    this.#connection = connection;
  }

  accept(lease: Lease, messages: readonly NewMessage[]): Promise<(StoredMessage | null)[]> {
    return this.#bots.write({
      lease,
      mayOverlap: true,
      warm: (draft) => loadForRecording(draft, messages),
      decide: (draft) => record(draft, messages),
    });
  }

  remember(lease: Lease, chats: readonly Chat[]): Promise<void> {
    const identifiers = chats.map(({ identifier }) => identifier);
    return this.#bots.write({
      lease,
      mayOverlap: true,
      warm: (draft) => draft.chats.load(identifiers),
      async decide(draft) {
        await draft.chats.load(identifiers);
        for (const chat of chats) {
          const known = draft.chats.get(chat.identifier);
          if (known) draft.chats.update(known, chat, known);
        }
      },
    });
  }

  merge(lease: Lease, from: string, into: Chat): Promise<StoredMessage[]> {
    return this.#bots.write({ lease, isAlone: true, decide: (draft) => merge(draft, from, into) });
  }

  revise(lease: Lease, revisions: readonly Revision[]): Promise<(StoredMessage | null)[]> {
    return this.#bots.write({
      lease,
      warm: (draft) => loadForRevising(draft, revisions),
      decide: (draft) => revise(draft, revisions),
    });
  }

  settle(lease: Lease, settlements: readonly Settlement[]): Promise<void> {
    return this.#bots.write({
      lease,
      warm: (draft) => loadForSettling(draft, settlements),
      decide: (draft) => settle(draft, settlements),
    });
  }

  queue(userId: string): Promise<StoredMessage[]> {
    return this.#bots.read(userId, async () => {
      const sort = { user_id: 1, correspondent_id: 1, id: 1 } as const;
      const found = await this.#connection.find<MessageDocument>('queues', { user_id: userId }, { sort });
      return found.map((document) => messageFromDocument(document, document.correspondent_id ?? ''));
    });
  }

  conversation(
    userId: string,
    correspondentId: string,
    { limit, since }: { limit: number; since: number },
  ): Promise<StoredMessage[]> {
    return this.#bots.read(userId, async () => {
      const chat = await this.#connection.findOne<ChatDocument>('chats', {
        user_id: userId,
        identifier: correspondentId,
      });
      // The server takes 0 for no limit.
      if (!chat || !(limit > 0)) return [];
      const newestFirst = await this.#connection.find<MessageDocument>(
        'messages',
        { chat: chat._id, in_conversation: true, time: { $gte: since }, accepted_time: { $gte: since } },
        {
          sort: { chat: -1, in_conversation: -1, time: -1, sequence: -1 },
          limit: Math.min(Math.ceil(limit), 2 ** 31 - 1),
        },
      );
      return newestFirst.reverse().map((document) => messageFromDocument(document, correspondentId));
    });
  }

  history(userId: string, query: HistoryQuery): Promise<HistoryPage> {
    return this.#bots.read(userId, () => new HistoryReader(this.#connection).page(userId, query));
  }

  chats(userId: string): Promise<Chat[]> {
    return this.#bots.read(userId, async () => {
      const sort = { user_id: 1, identifier: 1 } as const;
      const found = await this.#connection.find<ChatDocument>('chats', { user_id: userId }, { sort });
      return found.map(chatFromDocument);
    });
  }
}
