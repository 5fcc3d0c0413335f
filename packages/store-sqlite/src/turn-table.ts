import type { Decision, OutgoingPart, PartUpdate, Turn } from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { ColumnValue } from './statement.ts';
import {
  ADD_PART,
  DECIDE_TURN,
  DELETE_PARTS,
  END_TURN,
  FIND_TURN,
  LIST_PARTS,
  OPEN_TURNS,
  PARK_TURN,
  PLAN_TURN,
  SENT_TEXT,
  UPDATE_PART,
} from './turn-queries.ts';
import { type PartRow, type TurnRow, toPartColumns, turnFromRows } from './turn-row.ts';

/** The tables of turns and their parts; knows nothing of leases and messages, and leaves transactions to its callers. */
export class TurnTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a turn, or replaces it. */
  plan(userId: string, turn: Turn): void {
    const { turnId, correspondentId, messageIds, state, attempts, plannedTime, reason, parts } = turn;
    this.#store(
      PLAN_TURN,
      {
        userId,
        turnId,
        correspondentId,
        messageIds: JSON.stringify(messageIds),
        state,
        attempts,
        plannedTime,
        reason,
      },
      parts,
    );
  }

  /** Stores what a turn decided. */
  decide(userId: string, decision: Decision): void {
    const { turnId, correspondentId, messageIds, reason, parts } = decision;
    const state = parts.length > 0 ? 'decided' : 'done';
    this.#store(
      DECIDE_TURN,
      { userId, turnId, correspondentId, messageIds: JSON.stringify(messageIds), state, reason },
      parts,
    );
  }

  /** Stores how a part fared; an unknown one is passed over. */
  advance(userId: string, { turnId, index, part, isLast }: PartUpdate): void {
    const row = this.#database.statement(FIND_TURN).get<{ turn_number: number }>({ userId, turnId });
    if (!row) return;
    const turnNumber = row.turn_number;
    this.#database.statement(UPDATE_PART).run({ turnNumber, position: index, ...toPartColumns(part) });
    if (isLast) this.#database.statement(END_TURN).run({ turnNumber });
  }

  /** Gives a turn up and returns its messages; undefined when it is unknown. */
  park(
    userId: string,
    turnId: string,
    reason: string,
  ): { correspondentId: string; messageIds: number[] } | undefined {
    const row = this.#database
      .statement(PARK_TURN)
      .get<{ correspondent_id: string; message_ids: string }>({ userId, turnId, reason });
    if (!row) return undefined;
    return {
      correspondentId: row.correspondent_id,
      messageIds: JSON.parse(row.message_ids) as number[],
    };
  }

  /** Those that are planned or decided, by the time of planning. */
  open(userId: string): Turn[] {
    const rows = this.#database.statement(OPEN_TURNS).all<TurnRow>({ userId });
    const parts = this.#database.statement(LIST_PARTS);
    return rows.map((row) => turnFromRows(row, parts.all<PartRow>({ turnNumber: row.turn_number })));
  }

  /** The text sent under a message id; null when unknown. */
  sentText(userId: string, messageId: string): string | null {
    const row = this.#database.statement(SENT_TEXT).get<{ text: string }>({ userId, messageId });
    return row?.text ?? null;
  }

  #store(sql: string, columns: Record<string, ColumnValue>, parts: readonly OutgoingPart[]): void {
    const row = this.#database.statement(sql).get<{ turn_number: number }>(columns);
    if (!row) throw new Error('SQLite returned no row for a stored turn.');
    const turnNumber = row.turn_number;
    this.#database.statement(DELETE_PARTS).run({ turnNumber });
    for (const [position, part] of parts.entries()) {
      this.#database.statement(ADD_PART).run({ turnNumber, position, ...toPartColumns(part) });
    }
  }
}
