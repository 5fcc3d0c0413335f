import type { Limits } from '../configuration/user-configuration.ts';
import type { EvictionReason } from '../contracts/events.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { evictionReason, sizeOf, type Totals, truncate } from '../limits.ts';

/** A message in a queue: its content is cut to the limit of a single message, `size` counts its code points. */
export interface QueuedMessage extends StoredMessage {
  id: number;
  size: number;
}

/** A message that a limit pushed out, with what the queue held just before. */
export interface Eviction {
  message: QueuedMessage;
  reason: EvictionReason;
  before: Totals;
  /** Size of the message that needed the room; 0 when none did. */
  newMessageSize: number;
}

/** Removed slots at the head are given back once they are this many and more than half. */
const COMPACT_AT = 32;

/**
 * The unprocessed messages of one contact, oldest first, within limits.
 * Adding and evicting cost amortised O(1): the head is an index, the sums are kept.
 */
export class CorrespondentQueue {
  #messages: QueuedMessage[] = [];
  #head = 0;
  #characters = 0;
  #waiting = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#messages.length - this.#head;
  }

  /** Whether a message waits for an answer. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Cuts the message, evicts from the front until it fits, and appends it. It is added even when it never fits. */
  add(message: StoredMessage & { id: number }, now: number): Eviction[] {
    const content = truncate(message.content, this.#limits.max_characters_single_message);
    const queued = { ...message, content, size: sizeOf(content) };
    const evictions = this.#evict({ count: 1, characters: queued.size }, now);
    this.#messages.push(queued);
    this.#characters += queued.size;
    if (queued.state === 'waiting') this.#waiting += 1;
    return evictions;
  }

  /** Evicts what has become too old, or exceeds limits that were lowered. */
  expire(now: number): Eviction[] {
    return this.#evict({ count: 0, characters: 0 }, now);
  }

  /** What is queued, oldest first. */
  messages(): QueuedMessage[] {
    return this.#messages.slice(this.#head);
  }

  /** Lets messages stay without waiting for an answer. */
  collect(ids: ReadonlySet<number>): void {
    for (const message of this.messages()) {
      if (message.state !== 'waiting' || !ids.has(message.id)) continue;
      message.state = 'collected';
      this.#waiting -= 1;
    }
  }

  /** Takes messages out; ids that are not queued are passed over. */
  remove(ids: ReadonlySet<number>): void {
    const kept = this.messages().filter((message) => !ids.has(message.id));
    this.#messages = kept;
    this.#head = 0;
    this.#characters = kept.reduce((sum, message) => sum + message.size, 0);
    this.#waiting = kept.filter((message) => message.state === 'waiting').length;
  }

  #evict(incoming: Totals, now: number): Eviction[] {
    const evictions: Eviction[] = [];
    for (let oldest = this.#messages[this.#head]; oldest !== undefined; oldest = this.#messages[this.#head]) {
      const before = { count: this.count, characters: this.#characters };
      const reason = evictionReason(oldest, before, incoming, this.#limits, now);
      if (reason === null) break;
      evictions.push({ message: oldest, reason, before, newMessageSize: incoming.characters });
      this.#dropOldest(oldest);
    }
    return evictions;
  }

  #dropOldest(oldest: QueuedMessage): void {
    this.#head += 1;
    this.#characters -= oldest.size;
    if (oldest.state === 'waiting') this.#waiting -= 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
  }
}
