import type { Chat } from '@chat-imposter/core';
import type { ChatTable } from './chat-table.ts';
import type { Database } from './database.ts';
import {
  ANY_MESSAGES,
  ANY_TRACKED,
  DELETE_ALL_PERIODS,
  DELETE_TRACKED,
  DELETE_UNTRACKED,
  ERASE_DIGEST,
  ERASE_TRACKED,
  GROUP_CHATS,
  SOME_CHATS,
  TEXTS_OF_SENDER,
  TRACKED_NUMBERS,
  TRACKED_OF_SENDER,
  TURNS_OF_BOT,
  TURNS_OF_CONTACT,
} from './erasure-queries.ts';
import type { MessageRow } from './message-row.ts';
import { deleteTurns, reduceMessages } from './reduction.ts';
import { DELETE_MESSAGE } from './retention-queries.ts';
import { FIND_TRACKED_GROUP } from './tracking-queries.ts';
import type { TurnTable } from './turn-table.ts';

/** Whom to erase, and how much of it in this step. */
interface Erased {
  userId: string;
  chat: Chat;
  /** All of its ids. */
  ids: readonly string[];
  count: number;
}

/** Where a tracked message stands. */
type Place = [placeTime: number, time: number, sequence: number];

/** A turn, and what leads to it. */
type ErasedTurn = [turnNumber: number, parts: string];

/**
 * Erases a contact, or all conversations of a bot, step by step; knows nothing of leases, and leaves transactions to its
 * callers.
 */
export class Erasure {
  readonly #database: Database;
  readonly #chats: ChatTable;
  readonly #turns: TurnTable;

  constructor(database: Database, chats: ChatTable, turns: TurnTable) {
    this.#database = database;
    this.#chats = chats;
    this.#turns = turns;
  }

  /** One step; how much that was. */
  erase(userId: string, chat: Chat, count: number): number {
    const ids = [chat.identifier, ...chat.alternateIdentifiers];
    const erased = { userId, chat, ids };
    const turns = this.#database.statement(TURNS_OF_CONTACT);
    let left = count - this.#eraseTurns(userId, turns.all<ErasedTurn>(userId, JSON.stringify(ids), count));
    const known = this.#chats.find(userId, chat.identifier);
    if (known) left -= this.#eraseMessages(known.chatNumber, left);
    left -=
      chat.kind === 'group'
        ? this.#erasePeriods({ ...erased, count: left })
        : this.#eraseInGroups({ ...erased, count: left });
    if (known && left > 0) {
      this.#chats.delete(userId, chat.identifier, known.chatNumber);
      left -= 1;
    }
    return count - left;
  }

  /** One step for all chats of a bot; how much that was. */
  eraseBot(userId: string, count: number): number {
    const turns = this.#database.statement(TURNS_OF_BOT).all<ErasedTurn>(userId, count);
    let left = count - this.#eraseTurns(userId, turns);
    const chats = this.#database
      .statement(SOME_CHATS)
      .all<[chatNumber: number, identifier: string]>(userId, left);
    for (const [chatNumber, identifier] of chats) {
      left -= this.#eraseMessages(chatNumber, left);
      if (left <= 0) break;
      this.#chats.delete(userId, identifier, chatNumber);
      left -= 1;
    }
    return count - left;
  }

  #eraseTurns(userId: string, turns: readonly ErasedTurn[]): number {
    deleteTurns(this.#database, turns);
    if (turns.length > 0) this.#turns.forgetCopies(userId);
    return turns.length;
  }

  #eraseMessages(chatNumber: number, count: number): number {
    const rows = this.#database.statement(ANY_MESSAGES).all<[sequence: number]>(chatNumber, count);
    for (const row of rows) this.#database.statement(DELETE_MESSAGE).run(...row);
    return rows.length;
  }

  /** What a person wrote in groups. */
  #eraseInGroups({ userId, ids, count }: Erased): number {
    let left = count;
    for (const [chatNumber] of this.#database.statement(GROUP_CHATS).all<[chatNumber: number]>(userId))
      left -= this.#reduceTexts(chatNumber, ids, left);
    const groups = this.#database.statement(TRACKED_NUMBERS).all<[groupNumber: number]>(userId);
    for (const [groupNumber] of groups) left -= this.#eraseTracked(groupNumber, ids, left);
    return count - left;
  }

  #reduceTexts(chatNumber: number, ids: readonly string[], count: number): number {
    const rows = this.#database
      .statement(TEXTS_OF_SENDER)
      .all<[sequence: number, ...MessageRow]>(chatNumber, JSON.stringify(ids), count);
    reduceMessages(this.#database, rows);
    return rows.length;
  }

  #eraseTracked(groupNumber: number, ids: readonly string[], count: number): number {
    const places = this.#database
      .statement(TRACKED_OF_SENDER)
      .all<Place>(groupNumber, JSON.stringify(ids), count);
    for (const place of places) {
      this.#database.statement(ERASE_TRACKED).run(groupNumber, ...place);
      this.#database.statement(ERASE_DIGEST).run(groupNumber, place[0]);
    }
    return places.length;
  }

  /** What is tracked of a group. */
  #erasePeriods({ userId, chat, count }: Erased): number {
    const row = this.#database
      .statement(FIND_TRACKED_GROUP)
      .get<[groupNumber: number]>(userId, chat.identifier);
    if (!row) return 0;
    const [groupNumber] = row;
    const places = this.#database.statement(ANY_TRACKED).all<Place>(groupNumber, count);
    for (const place of places) this.#database.statement(DELETE_TRACKED).run(groupNumber, ...place);
    if (places.length >= count) return places.length;
    const periods = this.#database.statement(DELETE_ALL_PERIODS).run(groupNumber);
    this.#database.statement(DELETE_UNTRACKED).run(groupNumber);
    return places.length + periods;
  }
}
