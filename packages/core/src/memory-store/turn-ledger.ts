import type { Decision, OutgoingPart, PartUpdate, Turn } from '../contracts/store.ts';

interface StoredTurn extends Turn {
  messageIds: number[];
  parts: OutgoingPart[];
}

/** The turns of one bot; knows nothing of leases and messages. */
export class TurnLedger {
  readonly #turns = new Map<string, StoredTurn>();
  /** The ids of those that are planned or decided. */
  readonly #open = new Set<string>();
  readonly #sentTexts = new Map<string, string>();

  /** Stores a turn, or replaces it. */
  plan(turn: Turn): void {
    this.#put(copyTurn(turn));
  }

  /** Stores what a turn decided; one that was never planned begins with it. */
  decide(decision: Decision): void {
    const planned = this.#turns.get(decision.turnId);
    this.#put(
      copyTurn({
        ...decision,
        state: decision.parts.length > 0 ? 'decided' : 'done',
        attempts: planned?.attempts ?? 1,
        plannedTime: planned?.plannedTime ?? 0,
      }),
    );
  }

  /** Stores how a part fared; an unknown one is passed over. */
  advance({ turnId, index, part, isLast }: PartUpdate): void {
    const turn = this.#turns.get(turnId);
    if (!turn) return;
    if (index in turn.parts) turn.parts[index] = copyPart(part);
    this.#put(isLast ? { ...turn, state: 'done' } : turn);
  }

  /** Gives a turn up and returns it; undefined when it is unknown. */
  park(turnId: string, reason: string): Turn | undefined {
    const turn = this.#turns.get(turnId);
    if (turn) this.#put({ ...turn, state: 'dead', reason });
    return turn;
  }

  /** Those that are planned or decided, by the time of planning. */
  open(): Turn[] {
    const open: Turn[] = [];
    for (const turnId of this.#open) {
      const turn = this.#turns.get(turnId);
      if (turn) open.push(copyTurn(turn));
    }
    return open.sort((left, right) => left.plannedTime - right.plannedTime);
  }

  /** The text sent under a message id; null when unknown. */
  sentText(messageId: string): string | null {
    return this.#sentTexts.get(messageId) ?? null;
  }

  #put(turn: StoredTurn): void {
    for (const part of this.#turns.get(turn.turnId)?.parts ?? []) this.#sentTexts.delete(part.messageId);
    for (const part of turn.parts) this.#sentTexts.set(part.messageId, part.text);
    this.#turns.set(turn.turnId, turn);
    if (turn.state === 'planned' || turn.state === 'decided') this.#open.add(turn.turnId);
    else this.#open.delete(turn.turnId);
  }
}

function copyTurn(turn: Turn): StoredTurn {
  return {
    turnId: turn.turnId,
    correspondentId: turn.correspondentId,
    messageIds: [...turn.messageIds],
    state: turn.state,
    attempts: turn.attempts,
    plannedTime: turn.plannedTime,
    parts: turn.parts.map(copyPart),
    reason: turn.reason,
  };
}

function copyPart({ messageId, text, state, attempts, lastError }: OutgoingPart): OutgoingPart {
  return { messageId, text, state, attempts, lastError };
}
