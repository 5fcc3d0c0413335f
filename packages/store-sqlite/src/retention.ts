import type { Chat, Lease, RetentionLimits, RetentionStore } from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { Erasure } from './erasure.ts';
import type { SqliteLeases } from './leases.ts';
import { IN_CONVERSATION, IN_NEITHER } from './message-queries.ts';
import type { MessageRow } from './message-row.ts';
import { deleteTurns, reduceMessages } from './reduction.ts';
import {
  DELETE_MESSAGE,
  FORGET_IN_CHAT,
  NEXT_CHATS,
  OLD_MESSAGES,
  OLD_REDUCED,
  OLD_TURNS,
} from './retention-queries.ts';

/**
 * Takes away what is old, in all tables. It goes from chat to chat by an index that there is anyway, and remembers where it
 * is from one step to the next: so recording a message costs nothing more.
 */
export class SqliteRetention implements RetentionStore {
  readonly #database: Database;
  readonly #leases: SqliteLeases;
  readonly #erasure: Erasure;
  /** The last chat that this round is done with; 0 at its beginning. */
  #lastChat = 0;

  constructor(database: Database, leases: SqliteLeases, erasure: Erasure) {
    this.#database = database;
    this.#leases = leases;
    this.#erasure = erasure;
  }

  async reduce(limits: RetentionLimits, count: number): Promise<boolean> {
    const hasMore = await this.#database.write(() => this.#reduce(limits, count));
    if (!hasMore) this.#database.shrink();
    return hasMore;
  }

  async erase(lease: Lease, chat: Chat, count: number): Promise<number> {
    const erased = await this.#leases.write(lease, () => this.#erasure.erase(lease.userId, chat, count));
    if (erased === 0) this.#database.rewrite();
    return erased;
  }

  async eraseBot(lease: Lease, count: number): Promise<number> {
    const erased = await this.#leases.write(lease, () => this.#erasure.eraseBot(lease.userId, count));
    if (erased === 0) this.#database.rewrite();
    return erased;
  }

  #reduce({ textsBefore, idsBefore }: RetentionLimits, count: number): boolean {
    let left = count - this.#deleteTurns(textsBefore, count);
    if (left === 0) return true;
    const chats = this.#database.statement(NEXT_CHATS).all<[chatNumber: number]>(this.#lastChat, count);
    for (const [chatNumber] of chats) {
      left -= this.#reduceList(chatNumber, IN_CONVERSATION, textsBefore, left);
      left -= this.#reduceList(chatNumber, IN_NEITHER, textsBefore, left);
      left -= this.#deleteReduced(chatNumber, idsBefore, left);
      if (left === 0) return true;
      this.#lastChat = chatNumber;
    }
    if (chats.length === count) return true;
    this.#lastChat = 0;
    return false;
  }

  #deleteTurns(before: number, count: number): number {
    const turns = this.#database.statement(OLD_TURNS).all<[turnNumber: number, parts: string]>(before, count);
    deleteTurns(this.#database, turns);
    return turns.length;
  }

  #reduceList(chatNumber: number, list: number, before: number, count: number): number {
    const rows = this.#database
      .statement(OLD_MESSAGES)
      .all<[sequence: number, ...MessageRow]>(chatNumber, list, before, count);
    reduceMessages(this.#database, rows);
    return rows.length;
  }

  #deleteReduced(chatNumber: number, before: number, count: number): number {
    const rows = this.#database
      .statement(OLD_REDUCED)
      .all<[sequence: number, lastId: number, latestTime: number | null]>(chatNumber, before, count);
    for (const [sequence, lastId, latestTime] of rows) {
      this.#database.statement(DELETE_MESSAGE).run(sequence);
      this.#database.statement(FORGET_IN_CHAT).run(chatNumber, lastId, latestTime);
    }
    return rows.length;
  }
}
