import type { Decision, OutgoingPart, PartUpdate, Turn } from '@chat-imposter/core';
import type { Database } from './database.ts';
import { RowCache } from './row-cache.ts';
import { ADD_SENT_PART, ADD_TURN, END_TURN, OPEN_TURNS, SENT_PARTS, UPDATE_TURN } from './turn-queries.ts';
import { partsFromJson, type TurnColumns, type TurnRow, toTurnColumns, turnFromRow } from './turn-row.ts';

/** A turn as it is kept, and where. */
interface KnownTurn {
  turnNumber: number;
  turn: Turn;
}

/**
 * The table of turns, with copies in memory of those that are open; knows nothing of leases and messages, and leaves
 * transactions to its callers.
 */
export class TurnTable {
  readonly #database: Database;
  /** All open turns of a bot, by id. */
  readonly #open: RowCache<Map<string, TurnRow>>;

  constructor(database: Database) {
    this.#database = database;
    this.#open = new RowCache(database);
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
    const usage = decision.usage ?? known?.turn.usage ?? null;
    this.#put(userId, { ...decision, state, attempts, plannedTime, usage }, known);
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
    for (const row of [...this.#openOf(userId).values()]) {
      const turn = turnFromRow(row);
      if (turn.correspondentId !== from) continue;
      const messageIds = turn.messageIds.map((id) => id + raise);
      const end = turn.state === 'planned' ? ({ state: 'done', reason: 'merged' } as const) : {};
      this.#put(userId, { ...turn, correspondentId: into, messageIds, ...end }, { turnNumber: row[0], turn });
    }
  }

  /** Those that are planned or decided, by the time of planning. */
  open(userId: string): Turn[] {
    const rows = [...this.#openOf(userId).values()];
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

  /** All open turns of a bot, by their numbers. */
  openByNumber(userId: string): Map<number, Turn> {
    return new Map([...this.#openOf(userId).values()].map((row) => [row[0], turnFromRow(row)]));
  }

  /** Open turns of a bot were deleted. */
  forgetCopies(userId: string): void {
    this.#open.delete(userId);
  }

  #find(userId: string, turnId: string): KnownTurn | undefined {
    const row = this.#openOf(userId).get(turnId);
    return row && { turnNumber: row[0], turn: turnFromRow(row) };
  }

  #openOf(userId: string): Map<string, TurnRow> {
    const load = () => this.#database.statement(OPEN_TURNS).all<TurnRow>(userId);
    return this.#open.get(userId, () => new Map(load().map((row) => [row[1], row])));
  }

  #put(userId: string, turn: Turn, known: KnownTurn | undefined): void {
    const columns = toTurnColumns(turn);
    const turnNumber = known
      ? this.#replace(known, turn, columns)
      : this.#database.statement(ADD_TURN).insert(userId, Number(isOpen(turn)), ...columns);
    if (isOpen(turn)) this.#openOf(userId).set(turn.turnId, [turnNumber, ...columns]);
    else this.#openOf(userId).delete(turn.turnId);
    this.#lead(turnNumber, known?.turn.parts ?? [], turn.parts);
  }

  #replace({ turnNumber }: KnownTurn, turn: Turn, [, ...columns]: TurnColumns): number {
    this.#database.statement(isOpen(turn) ? UPDATE_TURN : END_TURN).run(...columns, turnNumber);
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
