import {
  type Chat,
  type NewMessage,
  type Revision,
  revisedMessage,
  type Settlement,
  type StoredMessage,
  storedMessageOf,
} from '@chat-imposter/core';
import type { ChatTable } from './chat-table.ts';
import type { Database } from './database.ts';
import { placeIn } from './message-place.ts';
import {
  ADD_MESSAGE,
  CONVERSATION,
  DELETE_HISTORY,
  FIND_MESSAGE,
  FIND_ORIGIN,
  FIND_QUEUED,
  IN_CONVERSATION,
  IN_NEITHER,
  IN_QUEUE,
  LEAVE_QUEUE,
  QUEUE,
  QUEUE_OF_CHAT,
  REDUCED,
  REVISE_MESSAGE,
  SET_STATE,
} from './message-queries.ts';
import { fromRow, type MessageRow, toRow } from './message-row.ts';

/** The table of messages; knows nothing of leases, and leaves transactions to its callers. */
export class MessageTable {
  readonly #database: Database;
  readonly #chats: ChatTable;

  constructor(database: Database, chats: ChatTable) {
    this.#database = database;
    this.#chats = chats;
  }

  /** Records a message; null when it was recorded before. */
  record(userId: string, message: NewMessage): StoredMessage | null {
    const chat = this.#chats.findOrAdd(userId, message.chat);
    const { id, time, counters } = placeIn(chat, message);
    const stored = storedMessageOf(message, id);
    const key = [chat.chatNumber, message.chat.kind === 'group' ? stored.sender.identifier : ''] as const;
    const others = this.#othersOf(chat.chatNumber, message);
    if (others === null) return null;
    const add = this.#database.statement(ADD_MESSAGE);
    const row = [...key, listOf(stored.state), id ?? time, time, counters.lastId, ...toRow(stored)];
    if (add.run(...row) === 0) {
      if (stored.origin === 'history' || !this.#deleteHistory(...key, stored.providerMessageId)) return null;
      add.run(...row);
    }
    for (const other of others) this.#deleteHistory(chat.chatNumber, other, stored.providerMessageId);
    this.#chats.update(userId, chat, message.chat, counters);
    return stored;
  }

  /** Changes the state of the messages that are still queued. */
  settle(userId: string, { correspondentId, ids, state, reason }: Settlement): void {
    const chat = this.#chats.find(userId, correspondentId);
    if (!chat) return;
    const list = listOf(state);
    for (const id of ids) {
      const row = this.#database.statement(FIND_QUEUED).get<[sequence: number]>(chat.chatNumber, id);
      if (!row) continue;
      if (list === IN_QUEUE) this.#database.statement(SET_STATE).run(state, reason, ...row);
      else this.#database.statement(LEAVE_QUEUE).run(state, reason, list, ...row);
    }
  }

  /** What is queued of one contact, by id. */
  queueOf(userId: string, identifier: string): StoredMessage[] {
    const chat = this.#chats.find(userId, identifier);
    if (!chat) return [];
    const rows = this.#database.statement(QUEUE_OF_CHAT).all<MessageRow>(chat.chatNumber);
    return rows.map((row) => fromRow(row, identifier));
  }

  /** Changes what a message says; null when that concerns none, or changes nothing. */
  revise(userId: string, revision: Revision): StoredMessage | null {
    const found = this.#find(userId, revision);
    const revised = found && revisedMessage(found.message, revision);
    if (!found || !revised) return null;
    const { content, quoted, state, reason } = revised;
    this.#database.statement(REVISE_MESSAGE).run(content, quoted, found.sequence);
    if (state !== found.message.state)
      this.#database.statement(LEAVE_QUEUE).run(state, reason, listOf(state), found.sequence);
    return revised;
  }

  /** What is queued, by contact and id. */
  queue(userId: string): StoredMessage[] {
    const rows = this.#database.statement(QUEUE).all<[correspondentId: string, ...MessageRow]>(userId);
    return rows.map(([correspondentId, ...row]) => fromRow(row, correspondentId));
  }

  /** The newest messages of a conversation, oldest first. */
  conversation(
    userId: string,
    identifier: string,
    { limit, since }: { limit: number; since: number },
  ): StoredMessage[] {
    const chat = this.#chats.find(userId, identifier);
    if (!chat) return [];
    const statement = this.#database.statement(CONVERSATION);
    const newestFirst = statement.all<MessageRow>(chat.chatNumber, since, toRowCount(limit));
    return newestFirst.reverse().map((row) => fromRow(row, identifier));
  }

  /** Takes up how a chat is called now, unless it is unknown. */
  remember(userId: string, chat: Chat): void {
    this.#chats.remember(userId, chat);
  }

  /** Every chat, by identifier. */
  chats(userId: string): Chat[] {
    return this.#chats.list(userId);
  }

  /**
   * The other ids of a group's sender under which synced history has the message; null when it is known under one of
   * them otherwise.
   */
  #othersOf(chatNumber: number, { chat, sender, providerMessageId, origin }: NewMessage): string[] | null {
    if (chat.kind !== 'group' || providerMessageId === null) return [];
    const others: string[] = [];
    for (const id of sender.alternateIdentifiers) {
      const row = this.#database
        .statement(FIND_ORIGIN)
        .get<[origin: string]>(chatNumber, id, providerMessageId);
      if (!row) continue;
      if (row[0] !== 'history' || origin === 'history') return null;
      others.push(id);
    }
    return others;
  }

  #find(
    userId: string,
    { correspondentId, senderIds, providerMessageId }: Revision,
  ): { sequence: number; message: StoredMessage } | undefined {
    const chat = this.#chats.find(userId, correspondentId);
    if (!chat) return undefined;
    const statement = this.#database.statement(FIND_MESSAGE);
    const [kind] = chat.seen;
    for (const participant of kind === 'group' ? senderIds : ['']) {
      const found = statement.get<[sequence: number, ...MessageRow]>(
        chat.chatNumber,
        participant,
        providerMessageId,
      );
      if (!found) continue;
      const [sequence, ...row] = found;
      return { sequence, message: fromRow(row, correspondentId) };
    }
    return undefined;
  }

  #deleteHistory(chatNumber: number, participant: string, providerMessageId: string | null): boolean {
    const deletion = this.#database.statement(DELETE_HISTORY);
    return deletion.run(chatNumber, participant, providerMessageId) === 1;
  }
}

function listOf(state: StoredMessage['state']): number {
  if (state === 'waiting' || state === 'collected') return IN_QUEUE;
  if (state === 'reduced') return REDUCED;
  return state === 'answered' || state === 'skipped' || state === 'said' ? IN_CONVERSATION : IN_NEITHER;
}

/** SQLite takes a negative limit for none, and refuses one that is not an integer of its own. */
function toRowCount(limit: number): number {
  return Math.max(0, Math.min(limit, Number.MAX_SAFE_INTEGER));
}
