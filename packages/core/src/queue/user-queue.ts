import type { Limits } from '../configuration/user-configuration.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { CorrespondentQueue, type Eviction, hasId, type QueuedMessage } from './correspondent-queue.ts';

/** The queues of one bot: one per contact that has something pending. */
export class UserQueue {
  readonly #queues = new Map<string, CorrespondentQueue>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Adds a message to its contact's queue. */
  add(message: StoredMessage & { id: number }, now: number): Eviction[] {
    let queue = this.#queues.get(message.correspondentId);
    if (queue === undefined) {
      queue = new CorrespondentQueue(this.#limits);
      this.#queues.set(message.correspondentId, queue);
    }
    return queue.add(message, now);
  }

  /** Puts what is queued after a merge, in the order of its ids, in the place of what was queued for both contacts. */
  merge(
    from: string,
    into: string,
    { messages, now }: { messages: readonly StoredMessage[]; now: number },
  ): Eviction[] {
    this.#queues.delete(from);
    this.#queues.delete(into);
    return messages.filter(hasId).flatMap((message) => this.add(message, now));
  }

  /** What is queued for a contact, oldest first. */
  messages(correspondentId: string): QueuedMessage[] {
    return this.#queues.get(correspondentId)?.messages() ?? [];
  }

  /** The message of a contact that came last, if one is queued. */
  newest(correspondentId: string): QueuedMessage | undefined {
    return this.#queues.get(correspondentId)?.newest;
  }

  /** Whether one of these messages of a contact is queued. */
  holdsAny(correspondentId: string, ids: readonly number[]): boolean {
    return this.#queues.get(correspondentId)?.holdsAny(ids) ?? false;
  }

  /** Contacts with something queued. */
  correspondents(): string[] {
    return [...this.#queues.keys()];
  }

  /** Whether a message of the contact waits for an answer. */
  isWaiting(correspondentId: string): boolean {
    return this.#queues.get(correspondentId)?.isWaiting ?? false;
  }

  /** Contacts with a message that waits for an answer. */
  waitingCorrespondents(): string[] {
    return [...this.#queues]
      .filter(([, queue]) => queue.isWaiting)
      .map(([correspondentId]) => correspondentId);
  }

  /** Lets a queued message say something else, and evicts others of its contact if it needs their room now. */
  edit({ correspondentId, id, content }: StoredMessage, now: number): Eviction[] {
    if (id === null) return [];
    return this.#queues.get(correspondentId)?.edit(id, content, now) ?? [];
  }

  /** Evicts what has become too old, or exceeds limits that were lowered. */
  expire(now: number): Eviction[] {
    const evictions: Eviction[] = [];
    for (const [correspondentId, queue] of this.#queues) {
      for (const eviction of queue.expire(now)) evictions.push(eviction);
      if (queue.count === 0) this.#queues.delete(correspondentId);
    }
    return evictions;
  }

  /** Lets messages of a contact stay without waiting for an answer. */
  collect(correspondentId: string, ids: readonly number[]): void {
    this.#queues.get(correspondentId)?.collect(new Set(ids));
  }

  /** Takes messages of a contact out and returns them, oldest first. */
  remove(correspondentId: string, ids: readonly number[]): QueuedMessage[] {
    const queue = this.#queues.get(correspondentId);
    if (queue === undefined) return [];
    const removed = queue.remove(new Set(ids));
    if (queue.count === 0) this.#queues.delete(correspondentId);
    return removed;
  }
}
