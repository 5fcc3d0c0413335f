import type { Decision, OutgoingPart, PartUpdate, Turn } from '@chat-imposter/core';
import type { Database } from './database.ts';
import {
  ADD_SENT_PART,
  ADD_TURN,
  CLOSE_TURN,
  FIND_TURN,
  OPEN_TURNS,
  SENT_PARTS,
  UPDATE_TURN,
} from './turn-queries.ts';
import { partsFromJson, type TurnRow, toTurnColumns, turnFromRow } from './turn-row.ts';

/** A turn as it is kept, and where. */
interface KnownTurn {
  turnNumber: number;
  turn: Turn;
}

/** The table of turns; knows nothing of leases and messages, and leaves transactions to its callers. */
export class TurnTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a turn, or replaces it. */
  plan(userId: string, turn: Turn): void {
    this.#put(userId, turn, this.#find(userId, turn.turnId));
  }

  /** Stores what a turn decided; one that was never planned begins with it. */
  decide(userId: string, decision: Decision): void {
    const known = this.#find(userId, decision.turnId);
    const state = decision.parts.length > 0 ? 'decided' : 'done';
    const { attempts, plannedTime } = known?.turn ?? { attempts: 1, plannedTime: 0 };
    this.#put(userId, { ...decision, state, attempts, plannedTime }, known);
  }

  /** Stores how a part fared; an unknown one is passed over. */
  advance(userId: string, { turnId, index, part, isLast }: PartUpdate): void {
    const known = this.#find(userId, turnId);
    if (!known) return;
    const { turn } = known;
    const parts = index in turn.parts ? turn.parts.with(index, part) : turn.parts;
    this.#put(userId, { ...turn, parts, state: isLast ? 'done' : turn.state }, known);
  }

  /** Gives a turn up and returns it; undefined when it is unknown. */
  park(userId: string, turnId: string, reason: string): Turn | undefined {
    const known = this.#find(userId, turnId);
    if (known) this.#put(userId, { ...known.turn, state: 'dead', reason }, known);
    return known?.turn;
  }

  /** Gives the decided turns of a contact to another, whose ids follow on `raise`, and ends its planned ones. */
  merge(userId: string, { from, into, raise }: { from: string; into: string; raise: number }): void {
    for (const row of this.#database.statement(OPEN_TURNS).all<TurnRow>(userId)) {
      const turn = turnFromRow(row);
      if (turn.correspondentId !== from) continue;
      const messageIds = turn.messageIds.map((id) => id + raise);
      const end = turn.state === 'planned' ? ({ state: 'done', reason: 'merged' } as const) : {};
      this.#replace({ turnNumber: row[0], turn }, { ...turn, correspondentId: into, messageIds, ...end });
    }
  }

  /** Those that are planned or decided, by the time of planning. */
  open(userId: string): Turn[] {
    const rows = this.#database.statement(OPEN_TURNS).all<TurnRow>(userId);
    const turns = rows.sort(([left], [right]) => left - right).map(turnFromRow);
    return turns.sort((left, right) => left.plannedTime - right.plannedTime);
  }

  /** The text sent under a message id; null when unknown. */
  sentText(userId: string, messageId: string): string | null {
    const rows = this.#database.statement(SENT_PARTS).all<[parts: string]>(messageId, userId);
    for (const [parts] of rows) {
      const part = partsFromJson(parts).findLast((each) => each.messageId === messageId);
      if (part) return part.text;
    }
    return null;
  }

  #find(userId: string, turnId: string): KnownTurn | undefined {
    const row = this.#database.statement(FIND_TURN).get<TurnRow>(userId, turnId);
    return row && { turnNumber: row[0], turn: turnFromRow(row) };
  }

  #put(userId: string, turn: Turn, known: KnownTurn | undefined): void {
    const turnNumber = known ? this.#replace(known, turn) : this.#add(userId, turn);
    this.#lead(turnNumber, known?.turn.parts ?? [], turn.parts);
  }

  #add(userId: string, turn: Turn): number {
    return this.#database.statement(ADD_TURN).insert(userId, Number(isOpen(turn)), ...toTurnColumns(turn));
  }

  #replace({ turnNumber }: KnownTurn, turn: Turn): number {
    const [, ...columns] = toTurnColumns(turn);
    this.#database.statement(UPDATE_TURN).run(...columns, turnNumber);
    if (!isOpen(turn)) this.#database.statement(CLOSE_TURN).run(turnNumber);
    return turnNumber;
  }

  /** Makes the message ids of these parts lead to their turn, which those of the parts before do already. */
  #lead(turnNumber: number, before: readonly OutgoingPart[], parts: readonly OutgoingPart[]): void {
    for (const { messageId } of parts) {
      if (before.some((part) => part.messageId === messageId)) continue;
      this.#database.statement(ADD_SENT_PART).run(messageId, turnNumber);
    }
  }
}

function isOpen({ state }: Turn): boolean {
  return state === 'planned' || state === 'decided';
}
