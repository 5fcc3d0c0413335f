import type { Chat } from '@chat-imposter/core';
import { ADD_CHAT, FIND_CHAT, LIST_CHATS, UPDATE_CHAT } from './chat-queries.ts';
import { type ChatRow, chatFromSeen, type SeenChat, toSeen } from './chat-row.ts';
import type { Database } from './database.ts';
import { DELETE_CHAT, RENAME_CHAT } from './merge-queries.ts';
import { IN_CONVERSATION, IN_NEITHER, IN_QUEUE, LAST_OF_LIST, REDUCED } from './message-queries.ts';
import { RowCache } from './row-cache.ts';

/** What new messages of a chat are placed by. Synced history counts nowhere. */
export interface ChatCounters {
  /** The last id that was given; 0 before the first. */
  readonly lastId: number;
  /** The latest time of acceptance; -Infinity before the first. */
  readonly latestTime: number;
}

/** A chat as its messages need it. */
export interface KnownChat extends ChatCounters {
  readonly chatNumber: number;
  /** How it was last seen. */
  readonly seen: SeenChat;
}

const NOTHING_COUNTED: ChatCounters = { lastId: 0, latestTime: Number.NEGATIVE_INFINITY };

/** The table of chats, with copies in memory of those in use; leaves transactions to its callers. */
export class ChatTable {
  readonly #database: Database;
  readonly #chats: RowCache<KnownChat>;

  constructor(database: Database) {
    this.#database = database;
    this.#chats = new RowCache(database);
  }

  /** A chat of a bot; undefined when nothing was recorded of it. */
  find(userId: string, identifier: string): KnownChat | undefined {
    return this.#chats.get(keyOf(userId, identifier), () => this.#load(userId, identifier));
  }

  /** The same, beginning it if need be. */
  findOrAdd(userId: string, chat: Chat): KnownChat {
    const { identifier } = chat;
    const load = () => this.#load(userId, identifier) ?? this.#add(userId, chat);
    return this.#chats.get(keyOf(userId, identifier), load);
  }

  /** Takes up what a new message tells of its chat. The counters are not stored, because the messages tell them. */
  update(userId: string, known: KnownChat, chat: Chat, { lastId, latestTime }: ChatCounters): void {
    const counters = { lastId, latestTime };
    const seen = toSeen(chat, known.seen);
    const { chatNumber } = known;
    const isChanged = seen.some((value, index) => value !== known.seen[index]);
    if (isChanged || hasOnlyHistory(known) !== hasOnlyHistory(counters)) {
      this.#database.statement(UPDATE_CHAT).run(Number(hasOnlyHistory(counters)), ...seen, chatNumber);
    }
    this.#chats.set(keyOf(userId, chat.identifier), { chatNumber, seen, ...counters });
  }

  /** Takes up how a chat is called now, unless it is unknown. */
  remember(userId: string, chat: Chat): void {
    const known = this.find(userId, chat.identifier);
    if (known) this.update(userId, known, chat, known);
  }

  /** Gives a known chat the identifier and the names of another, which is unknown. */
  rename(userId: string, from: string, into: Chat): void {
    const known = this.find(userId, from);
    if (!known) return;
    this.#database.statement(RENAME_CHAT).run(into.identifier, known.chatNumber);
    this.#chats.delete(keyOf(userId, from));
    // Of how it was called nothing stays.
    const unseen: SeenChat = [into.kind, '', null, null];
    this.update(userId, { ...known, seen: unseen }, into, known);
  }

  /** Forgets a chat whose messages are those of another now. */
  delete(userId: string, identifier: string, chatNumber: number): void {
    this.#database.statement(DELETE_CHAT).run(chatNumber);
    this.#chats.delete(keyOf(userId, identifier));
  }

  /** Every chat, by identifier. */
  list(userId: string): Chat[] {
    const rows = this.#database.statement(LIST_CHATS).all<[identifier: string, ...SeenChat]>(userId);
    return rows.map(([identifier, ...seen]) => chatFromSeen(identifier, seen));
  }

  #load(userId: string, identifier: string): KnownChat | undefined {
    const row = this.#database.statement(FIND_CHAT).get<ChatRow>(userId, identifier);
    if (!row) return undefined;
    const [chatNumber, onlyHistory, lastId, latestTime, ...seen] = row;
    const forgotten = { lastId, latestTime };
    return {
      chatNumber,
      seen,
      ...(onlyHistory === 1 ? NOTHING_COUNTED : this.#count(chatNumber, forgotten)),
    };
  }

  /** Each message is in one of the lists, and each list has the order of recording; or it is deleted. */
  #count(chatNumber: number, forgotten: ChatCounters): ChatCounters {
    const statement = this.#database.statement(LAST_OF_LIST);
    const counters = { ...forgotten };
    for (const list of [IN_CONVERSATION, IN_QUEUE, IN_NEITHER, REDUCED]) {
      const row = statement.get<[lastId: number, latestTime: number]>(chatNumber, list);
      if (!row) continue;
      counters.lastId = Math.max(counters.lastId, row[0]);
      counters.latestTime = Math.max(counters.latestTime, row[1]);
    }
    return counters;
  }

  #add(userId: string, chat: Chat): KnownChat {
    const seen = toSeen(chat, null);
    const chatNumber = this.#database.statement(ADD_CHAT).insert(userId, chat.identifier, ...seen);
    return { chatNumber, seen, ...NOTHING_COUNTED };
  }
}

function hasOnlyHistory({ latestTime }: ChatCounters): boolean {
  return latestTime === NOTHING_COUNTED.latestTime;
}

/** The length tells where the first of two ids ends, whatever they hold. */
function keyOf(userId: string, identifier: string): string {
  return `${userId.length} ${userId}${identifier}`;
}
