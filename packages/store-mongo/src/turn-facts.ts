import type { Decision, PartUpdate, Turn } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import type { FactsParts } from './facts.ts';
import { isOpen, type TurnDocument, toTurnFields, turnFromDocument } from './turn-document.ts';

/** The turns that are open, all of a bot. */
export class TurnFacts {
  readonly #parts: FactsParts;
  #open: Map<string, TurnDocument> | null = null;
  #loading: Promise<void> | null = null;

  constructor(parts: FactsParts) {
    this.#parts = parts;
  }

  /** Reads them, unless they are known. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** All of them, by id; null when they were not loaded. */
  get open(): ReadonlyMap<string, TurnDocument> | null {
    return this.#open;
  }

  /** Stores a turn, or replaces it. */
  plan(turn: Turn): void {
    this.#put(turn, this.#find(turn.turnId));
  }

  /** Stores what a turn decided; one that was never planned begins with it. */
  decide(decision: Decision): void {
    const known = this.#find(decision.turnId);
    const state = decision.parts.length > 0 ? 'decided' : 'done';
    const turn = known && turnFromDocument(known);
    const { attempts, plannedTime } = turn ?? { attempts: 1, plannedTime: 0 };
    const usage = decision.usage ?? turn?.usage ?? null;
    this.#put({ ...decision, state, attempts, plannedTime, usage }, known);
  }

  /** Stores how a part fared; an unknown one is passed over. */
  advance({ turnId, index, part, isLast }: PartUpdate): void {
    const known = this.#find(turnId);
    if (!known) return;
    const turn = turnFromDocument(known);
    const parts = index in turn.parts ? turn.parts.with(index, part) : turn.parts;
    this.#put({ ...turn, parts, state: isLast ? 'done' : turn.state }, known);
  }

  /** Gives a turn up and returns it; undefined when it is unknown. */
  park(turnId: string, reason: string): Turn | undefined {
    const known = this.#find(turnId);
    const turn = known && turnFromDocument(known);
    if (turn) this.#put({ ...turn, state: 'dead', reason }, known);
    return turn;
  }

  /** Gives the decided turns of a contact to another, whose ids follow on `raise`, and ends its planned ones. */
  merge(from: string, into: string, raise: number): void {
    for (const known of [...(this.#open?.values() ?? [])]) {
      if (known.correspondent_id !== from) continue;
      const turn = turnFromDocument(known);
      const messageIds = turn.messageIds.map((id) => id + raise);
      const end = turn.state === 'planned' ? ({ state: 'done', reason: 'merged' } as const) : {};
      this.#put({ ...turn, correspondentId: into, messageIds, ...end }, known);
    }
  }

  async #load(): Promise<void> {
    const { connection, userId, memory } = this.#parts;
    if (memory.turns) {
      this.#open = new Map(memory.turns);
      return;
    }
    const found = await connection.find<TurnDocument>('turns', { user_id: userId, is_open: true });
    this.#open = new Map(found.map((document) => [document.turn_id, document]));
  }

  #find(turnId: string): TurnDocument | undefined {
    if (!this.#open) throw new Error('The turns are not loaded.');
    return this.#open.get(turnId);
  }

  #put(turn: Turn, known: TurnDocument | undefined): void {
    const { changes, userId } = this.#parts;
    const document = {
      _id: known?._id ?? new ObjectId(),
      user_id: userId,
      ...toTurnFields(turn),
      sequence: known?.sequence ?? changes.nextNumber(),
    };
    changes.put('turns', document);
    if (isOpen(turn)) this.#open?.set(turn.turnId, document);
    else this.#open?.delete(turn.turnId);
  }
}
