import type { Chat, NewMessage, Settlement, StoredMessage } from '@chat-imposter/core';
import type { Database } from './database.ts';
import {
  ADD_CHAT,
  ADD_MESSAGE,
  CONVERSATION,
  FIND_CHAT,
  LIST_CHATS,
  QUEUE,
  SETTLE_MESSAGE,
  UPDATE_CHAT,
} from './message-queries.ts';
import { type ChatRow, chatFromRow, fromRow, type MessageRow, toStored } from './message-row.ts';

interface ChatCounters {
  chat_number: number;
  last_id: number;
  latest_time: number;
}

/** The tables of messages and chats; knows nothing of leases, and leaves transactions to its callers. */
export class MessageTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Records a message; null when it was recorded before. */
  record(userId: string, message: NewMessage): StoredMessage | null {
    const chat = this.#find(userId, message.chat.identifier) ?? this.#add(userId, message);
    const stored = toStored(message, message.state === 'said' ? null : chat.last_id + 1);
    const latestTime = Math.max(chat.latest_time, message.acceptedTime);
    if (!this.#insert(chat.chat_number, message, stored, latestTime)) return null;
    this.#update(chat.chat_number, message.chat, stored.id, latestTime);
    return stored;
  }

  /** Changes the state of the messages that are still queued. */
  settle(userId: string, { correspondentId, ids, state, reason }: Settlement): void {
    const chatNumber = this.#find(userId, correspondentId)?.chat_number;
    if (chatNumber === undefined) return;
    const statement = this.#database.statement(SETTLE_MESSAGE);
    for (const id of ids) statement.run({ chatNumber, id, state, reason });
  }

  /** What is queued, by contact and id. */
  queue(userId: string): StoredMessage[] {
    return this.#database.statement(QUEUE).all<MessageRow>({ userId }).map(fromRow);
  }

  /** The newest messages of a conversation, oldest first. */
  conversation(
    userId: string,
    identifier: string,
    { limit, since }: { limit: number; since: number },
  ): StoredMessage[] {
    const parameters = { userId, identifier, since, limit: toRowCount(limit) };
    const newestFirst = this.#database.statement(CONVERSATION).all<MessageRow>(parameters);
    return newestFirst.reverse().map(fromRow);
  }

  /** Every chat, by identifier. */
  chats(userId: string): Chat[] {
    return this.#database.statement(LIST_CHATS).all<ChatRow>({ userId }).map(chatFromRow);
  }

  #find(userId: string, identifier: string): ChatCounters | undefined {
    return this.#database.statement(FIND_CHAT).get<ChatCounters>({ userId, identifier });
  }

  #add(userId: string, { chat, acceptedTime }: NewMessage): ChatCounters {
    const { identifier, kind } = chat;
    const parameters = { userId, identifier, kind, latestTime: acceptedTime };
    const row = this.#database.statement(ADD_CHAT).get<ChatCounters>(parameters);
    if (!row) throw new Error('SQLite returned no row for a new chat.');
    return row;
  }

  #insert(chatNumber: number, { chat }: NewMessage, stored: StoredMessage, latestTime: number): boolean {
    const { correspondentId: _, ...columns } = stored;
    const changes = this.#database.statement(ADD_MESSAGE).run({
      ...columns,
      chatNumber,
      participant: chat.kind === 'group' ? stored.sender.identifier : '',
      sender: JSON.stringify(stored.sender),
      group: stored.group && JSON.stringify(stored.group),
      latestTime,
    });
    return changes === 1;
  }

  #update(chatNumber: number, chat: Chat, id: number | null, latestTime: number): void {
    this.#database.statement(UPDATE_CHAT).run({
      chatNumber,
      kind: chat.kind,
      alternateIdentifiers: JSON.stringify(chat.alternateIdentifiers),
      savedName: chat.savedName ?? null,
      pushName: chat.pushName ?? null,
      id,
      latestTime,
    });
  }
}

/** SQLite takes a negative limit for none, and refuses one that is not an integer of its own. */
function toRowCount(limit: number): number {
  return Math.max(0, Math.min(limit, Number.MAX_SAFE_INTEGER));
}
