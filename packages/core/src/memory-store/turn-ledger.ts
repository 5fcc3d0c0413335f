import { copyUsage, type ModelUsage, type TurnUsage, type UsagePeriod } from '../contracts/model-usage.ts';
import type { Decision, OutgoingPart, PartUpdate, Turn } from '../contracts/store.ts';

interface StoredTurn extends Turn {
  messageIds: number[];
  parts: OutgoingPart[];
}

/** A text that was, or is to be, sent. */
interface SentText {
  turnId: string;
  correspondentId: string;
  plannedTime: number;
  text: string;
}

/** The open turns of one bot, and what it has sent; knows nothing of leases and messages. */
export class TurnLedger {
  readonly #open = new Map<string, StoredTurn>();
  /** By message id, also those of turns that are over. */
  readonly #sent = new Map<string, SentText>();
  /** Those of which it is known what they cost, by id, also when they are over. */
  readonly #costed = new Map<string, StoredTurn & { usage: ModelUsage }>();

  /** How much there is to take away. */
  get size(): number {
    return this.#open.size + this.#sent.size + this.#costed.size;
  }

  /** Stores a turn, or replaces it. */
  plan(turn: Turn): void {
    this.#put(copyTurn(turn));
  }

  /** Stores what a turn decided; one that was never planned begins with it. */
  decide(decision: Decision): void {
    const planned = this.#open.get(decision.turnId);
    this.#put(
      copyTurn({
        ...decision,
        state: decision.parts.length > 0 ? 'decided' : 'done',
        attempts: planned?.attempts ?? 1,
        plannedTime: planned?.plannedTime ?? 0,
        usage: decision.usage ?? planned?.usage ?? null,
      }),
    );
  }

  /** Stores how a part fared; an unknown one, or one of a turn that is over, is passed over. */
  advance({ turnId, index, part, isLast }: PartUpdate): void {
    const turn = this.#open.get(turnId);
    if (!turn) return;
    if (index in turn.parts) turn.parts[index] = copyPart(part);
    if (isLast) this.#open.delete(turnId);
  }

  /** Gives a turn up and returns it; undefined when it is unknown or over. */
  park(turnId: string): Turn | undefined {
    const turn = this.#open.get(turnId);
    this.#open.delete(turnId);
    return turn;
  }

  /** Gives the decided turns of a contact to another, whose ids follow on `raise`, and ends its planned ones. */
  merge(from: string, into: string, raise: number): void {
    for (const turn of this.#open.values()) {
      if (turn.correspondentId !== from) continue;
      turn.correspondentId = into;
      turn.messageIds = turn.messageIds.map((id) => id + raise);
      if (turn.state === 'planned') this.#open.delete(turn.turnId);
    }
  }

  /** Those that are planned or decided, by the time of planning. */
  open(): Turn[] {
    const open = [...this.#open.values()].map(copyTurn);
    return open.sort((left, right) => left.plannedTime - right.plannedTime);
  }

  /** The text sent under a message id; null when unknown. */
  sentText(messageId: string): string | null {
    return this.#sent.get(messageId)?.text ?? null;
  }

  /** What the turns cost that were planned in a time. */
  usage({ from, until }: UsagePeriod): TurnUsage[] {
    return [...this.#costed.values()]
      .filter(({ plannedTime }) => plannedTime >= from && plannedTime < until)
      .map(({ plannedTime, usage }) => ({ plannedTime, usage: copyUsage(usage) }));
  }

  /**
   * Takes away what turns have sent and cost that are over and were planned before a time, at most so much; how much that
   * was.
   */
  reduce(before: number, count: number): number {
    let reduced = 0;
    for (const [messageId, { turnId, plannedTime }] of this.#sent) {
      if (plannedTime >= before || this.#open.has(turnId)) continue;
      if (reduced === count) return reduced;
      this.#sent.delete(messageId);
      reduced += 1;
    }
    for (const { turnId, plannedTime } of this.#costed.values()) {
      if (plannedTime >= before || this.#open.has(turnId)) continue;
      if (reduced === count) return reduced;
      this.#costed.delete(turnId);
      reduced += 1;
    }
    return reduced;
  }

  /** Takes away all turns of a contact, and what they have sent; how much that was. */
  erase(ids: ReadonlySet<string>): number {
    const before = this.size;
    for (const { turnId, correspondentId } of this.#open.values())
      if (ids.has(correspondentId)) this.#open.delete(turnId);
    for (const [messageId, { correspondentId }] of this.#sent)
      if (ids.has(correspondentId)) this.#sent.delete(messageId);
    for (const { turnId, correspondentId } of this.#costed.values())
      if (ids.has(correspondentId)) this.#costed.delete(turnId);
    return before - this.size;
  }

  #put(turn: StoredTurn): void {
    for (const part of this.#open.get(turn.turnId)?.parts ?? []) this.#sent.delete(part.messageId);
    const { turnId, correspondentId, plannedTime } = turn;
    if (hasUsage(turn)) this.#costed.set(turnId, turn);
    else this.#costed.delete(turnId);
    for (const { messageId, text } of turn.parts)
      this.#sent.set(messageId, { turnId, correspondentId, plannedTime, text });
    if (turn.state === 'planned' || turn.state === 'decided') this.#open.set(turn.turnId, turn);
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
    usage: turn.usage && copyUsage(turn.usage),
  };
}

function hasUsage<Each extends Turn>(turn: Each): turn is Each & { usage: ModelUsage } {
  return turn.usage !== null;
}

function copyPart({ messageId, text, state, attempts, lastError }: OutgoingPart): OutgoingPart {
  return { messageId, text, state, attempts, lastError };
}
