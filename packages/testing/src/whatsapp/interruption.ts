import type { ConnectionEnd } from './stream-end.ts';

/**
 * When a connection of a linked device can be made to end: `login` right after the server let it in, before it
 * made a query; `backlog` when it is about to get what waited; `open` as soon as it says of itself that it is open;
 * `message` when a message of it arrives, which is lost; `acknowledgement` when such a message was delivered and only
 * the acknowledgement is due; `receipt` when it confirms a message, which then counts as not confirmed.
 */
export type Moment = 'login' | 'backlog' | 'open' | 'message' | 'acknowledgement' | 'receipt';

/** The end of connections at a chosen moment. */
export interface Interruption {
  at: Moment;
  with: ConnectionEnd;
  /** How often it happens; it goes away by itself after that. @default 1 */
  times?: number;
}

/** Counts down the interruptions that a test asked for. */
export class Interruptions {
  #next: Interruption | undefined;
  #left = 0;

  /** What is to happen next; `undefined` when nothing is, or all has happened. */
  get next(): Interruption | undefined {
    return this.#next;
  }

  set next(interruption: Interruption | undefined) {
    this.#next = interruption;
    this.#left = interruption?.times ?? 1;
  }

  /** How to end the connection that has come to this moment; `undefined` lets it go on. */
  take(moment: Moment): ConnectionEnd | undefined {
    const interruption = this.#next;
    if (interruption?.at !== moment) return undefined;
    this.#left -= 1;
    if (this.#left <= 0) this.#next = undefined;
    return interruption.with;
  }
}
