import type { StoredMessage } from '../contracts/store.ts';
import { firstIndex } from './first-index.ts';

/** A message of a chat, and where it stands. */
export interface Entry {
  /** Counts messages in the order in which they were recorded, over all chats: two of them may become one. */
  readonly sequence: number;
  /**
   * The latest `acceptedTime` so far: unlike that of the message, it never goes back when a clock does. A message of
   * synced history has its own time instead.
   */
  readonly time: number;
  readonly message: StoredMessage;
}

/** The conversation of a chat, in order. Joining it at the end costs nothing, elsewhere a search by halves. */
export class Conversation {
  #entries: Entry[] = [];

  /** Puts a message where it stands. */
  add(entry: Entry): void {
    const position = this.#positionOf(entry);
    if (position === this.#entries.length) this.#entries.push(entry);
    else this.#entries.splice(position, 0, entry);
  }

  /** Takes a message out again. */
  remove(entry: Entry): void {
    const position = this.#positionOf(entry);
    if (this.#entries[position] === entry) this.#entries.splice(position, 1);
  }

  /** Takes out all messages that stand before a time. */
  dropBefore(time: number): void {
    const first = firstIndex(this.#entries, (entry) => entry.time >= time);
    this.#entries.splice(0, first);
  }

  /** All messages, in order. */
  [Symbol.iterator](): Iterator<Entry> {
    return this.#entries[Symbol.iterator]();
  }

  /** Takes over the messages of another conversation; each stands where its time says. */
  absorb(other: Conversation): void {
    const all = [...this.#entries, ...other.#entries];
    this.#entries = all.sort((left, right) => (isBefore(left, right) ? -1 : 1));
  }

  /** The newest messages of a time or later, oldest first. */
  newest(limit: number, since: number): Entry[] {
    const newestFirst: Entry[] = [];
    for (let index = this.#entries.length - 1; index >= 0 && newestFirst.length < limit; index -= 1) {
      const entry = this.#entries[index];
      if (!entry || entry.time < since) break;
      // After a clock was set back, a message stands later than it was accepted; synced history never does.
      if (entry.message.acceptedTime >= since) newestFirst.push(entry);
    }
    return newestFirst.reverse();
  }

  /** How many messages stand before this one. */
  #positionOf(entry: Entry): number {
    const last = this.#entries.at(-1);
    let [low, high] = [0, this.#entries.length];
    if (!last || isBefore(last, entry)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#entries[middle] as Entry, entry)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.time === right.time ? left.sequence < right.sequence : left.time < right.time;
}
