import type { ChatDocument } from './chat-document.ts';
import type { MessageDocument } from './message-document.ts';
import type { TurnDocument } from './turn-document.ts';

/** More than are in use at a time; what has more starts anew. */
const MOST_DOCUMENTS = 1_000;

/** What a batch has read and changed, as it is after the batch. */
export interface BatchFacts {
  /** The number of the last change of the batch. */
  lastNumber: number;
  /** By identifier; null for one that there is not. */
  chats: ReadonlyMap<string, ChatDocument | null>;
  /** By contact and id; null for one that is not queued. */
  queued: ReadonlyMap<string, MessageDocument | null>;
  /** The messages that it has changed, by `_id`; null for one that it has removed. */
  changed: ReadonlyMap<string, MessageDocument | null>;
  /** All turns that are open, by id; null when they were not read. */
  turns: ReadonlyMap<string, TurnDocument> | null;
}

/**
 * What the batches of a bot have read and written, for the next ones. Nobody can commit without raising the number of the
 * last change, so it is true as long as that number is what it was.
 */
export class BotMemory {
  #lastNumber: number | null = null;
  #turns: ReadonlyMap<string, TurnDocument> | null = null;
  readonly #chats = new Map<string, ChatDocument | null>();
  readonly #queued = new Map<string, MessageDocument | null>();
  /** What may not be applied so far; null when that is not known. */
  #unapplied: BatchFacts[] | null = null;

  /** All turns that are open, by id; null when they are not known. */
  get turns(): ReadonlyMap<string, TurnDocument> | null {
    return this.#turns;
  }

  /** Whether all that may not be applied so far is known here: then it need not be applied to be seen. */
  get knowsUnapplied(): boolean {
    return this.#unapplied !== null;
  }

  /** The changed messages that may not be applied so far, by `_id`, the newest last; null for one that was removed. */
  get changedMessages(): [string, MessageDocument | null][] {
    return (this.#unapplied ?? []).flatMap(({ changed }) => [...changed]);
  }

  /** A chat; null when there is none, undefined when it is not known. */
  chat(identifier: string): ChatDocument | null | undefined {
    return this.#chats.get(identifier);
  }

  /** A queued message; null when it is not queued, undefined when it is not known. */
  queued(key: string): MessageDocument | null | undefined {
    return this.#queued.get(key);
  }

  /** A batch begins, after the change of this number: what was known at another one is forgotten. */
  beginAfter(lastNumber: number): void {
    if (this.#lastNumber !== lastNumber) this.forget(lastNumber);
  }

  /** Begins anew after the change of this number, of which nothing is known. */
  forget(lastNumber: number | null): void {
    this.#lastNumber = lastNumber;
    this.#turns = null;
    this.#chats.clear();
    this.#queued.clear();
    this.#unapplied = null;
  }

  /** Takes up a batch that was committed; all that may not be applied before it is known here. */
  learn(facts: BatchFacts): void {
    this.#lastNumber = facts.lastNumber;
    this.#turns = facts.turns ?? this.#turns;
    this.#unapplied ??= [];
    this.#unapplied.push(facts);
    this.#take(facts);
  }

  /** The changes up to a number are applied: what is known of them may be forgotten. */
  applied(number: number): void {
    this.#unapplied = (this.#unapplied ?? []).filter(({ lastNumber }) => lastNumber > number);
    if (Math.max(this.#chats.size, this.#queued.size) <= MOST_DOCUMENTS) return;
    this.#chats.clear();
    this.#queued.clear();
    for (const facts of this.#unapplied) this.#take(facts);
  }

  #take({ chats, queued }: BatchFacts): void {
    for (const [identifier, chat] of chats) this.#chats.set(identifier, chat);
    for (const [key, message] of queued) this.#queued.set(key, message);
  }
}
