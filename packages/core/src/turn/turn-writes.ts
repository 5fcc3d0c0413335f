import type { Decision, Lease, PartUpdate, Store, Turn } from '../contracts/store.ts';
import { BatchedWrite } from './batched-write.ts';

/** What the turns of a bot write; turns that write at the same moment share one write of the store. */
export class TurnWrites {
  readonly #plans: BatchedWrite<Turn>;
  readonly #decisions: BatchedWrite<Decision>;
  readonly #updates: BatchedWrite<PartUpdate>;

  constructor({ turns }: Pick<Store, 'turns'>, lease: Lease) {
    this.#plans = new BatchedWrite((items) => turns.plan(lease, items));
    this.#decisions = new BatchedWrite((items) => turns.decide(lease, items));
    this.#updates = new BatchedWrite((items) => turns.advance(lease, items));
  }

  /** Stores a planned turn, in place of the one before it. */
  plan(turn: Turn): Promise<void> {
    return this.#plans.add(turn);
  }

  /** Stores what a turn decided. */
  decide(decision: Decision): Promise<void> {
    return this.#decisions.add(decision);
  }

  /** Stores how a part fared. */
  advance(update: PartUpdate): Promise<void> {
    return this.#updates.add(update);
  }
}
