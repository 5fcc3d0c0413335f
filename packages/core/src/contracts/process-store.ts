import type { Lease } from './lease.ts';

/** Who runs a bot, and what it tells others of it. */
export interface BotHolder {
  ownerId: string;
  /** What was put up last under the present lease; null when nothing was. */
  notice: string | null;
}

/** What processes that share a store know of each other. Everything in it expires by the clock of the store. */
export interface ProcessStore {
  /** For how long a lease, and the word of a process that it is there, is good without being renewed: milliseconds. */
  readonly expiresAfterMs: number;
  /** Says, or says again, that a process is there. */
  announce(ownerId: string): Promise<void>;
  /** Takes that back. */
  withdraw(ownerId: string): Promise<void>;
  /** The processes that are there, ordered by their ids. */
  present(): Promise<string[]>;
  /** Who has a lease that has not expired, by the ids of the bots. */
  holders(): Promise<Map<string, BotHolder>>;
  /** The same for one bot. */
  holder(userId: string): Promise<BotHolder | null>;
  /** Puts up what others may want to know of a bot, in place of what was there; ignored when the lease is void. */
  publish(lease: Lease, notice: string): Promise<void>;
  /** Leaves a request for a process; tells its id. It is forgotten after a while. */
  ask(ownerId: string, request: string): Promise<string>;
  /** The requests for a process, oldest first, each handed out once. */
  takeRequests(ownerId: string): Promise<{ id: string; request: string }[]>;
  /** Answers a request. One that is not known any more is passed over. */
  answer(id: string, answer: string): Promise<void>;
  /** The answer to a request; null as long as there is none. */
  answerTo(id: string): Promise<string | null>;
}
