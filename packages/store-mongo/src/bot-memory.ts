import type { ChatDocument } from './chat-document.ts';
import type { MessageDocument } from './message-document.ts';
import type { TurnDocument } from './turn-document.ts';

/** More than are in use at a time; what has more starts anew. */
const MOST_DOCUMENTS = 1_000;

/** The messages that a batch has changed, by `_id`; null for one that it has removed. */
export type ChangedMessages = ReadonlyMap<string, MessageDocument | null>;

/**
 * What one batch of a bot has read and written, for the next ones. Nobody can commit without raising the number of the last
 * change, so it is true as long as that number is what it was.
 */
export class BotMemory {
  #lastNumber: number | null = null;
  /** All that are open, by id; null when they are not known. */
  turns: ReadonlyMap<string, TurnDocument> | null = null;
  readonly #chats = new Map<string, ChatDocument | null>();
  readonly #queued = new Map<string, MessageDocument | null>();
  #changed: Map<string, MessageDocument | null> | null = null;

  /** A batch begins, after the change of this number: what was known at another one is forgotten. */
  beginAfter(lastNumber: number): void {
    if (this.#lastNumber !== lastNumber) this.forget();
    this.#lastNumber = lastNumber;
  }

  /** What is known now is true after the change of this number. */
  committed(lastNumber: number): void {
    this.#lastNumber = lastNumber;
  }

  /** Begins anew. */
  forget(): void {
    this.turns = null;
    this.#chats.clear();
    this.#queued.clear();
    this.#changed = null;
  }

  /** All that was committed is applied: now anything may be forgotten. */
  applied(): void {
    this.#changed = new Map();
    if (this.#chats.size > MOST_DOCUMENTS) this.#chats.clear();
    if (this.#queued.size > MOST_DOCUMENTS) this.#queued.clear();
  }

  /** Whether all that may not be applied so far is known here: then it need not be applied to be seen. */
  get knowsUnapplied(): boolean {
    return this.#changed !== null;
  }

  /** The changed messages that may not be applied so far. */
  get changedMessages(): ChangedMessages {
    return this.#changed ?? NONE;
  }

  /** A chat; null when there is none, undefined when it is not known. */
  chat(identifier: string): ChatDocument | null | undefined {
    return this.#chats.get(identifier);
  }

  /** A queued message; null when it is not queued, undefined when it is not known. */
  queued(key: string): MessageDocument | null | undefined {
    return this.#queued.get(key);
  }

  /** Takes up chats as they are now; null for one that there is not. */
  learnChats(chats: ReadonlyMap<string, ChatDocument | null>): void {
    learn(this.#chats, chats);
  }

  /** Takes up what a batch has changed, and the queued messages that it knows; null for one that is not queued. */
  learnMessages(changed: ChangedMessages, queued: ReadonlyMap<string, MessageDocument | null>): void {
    learn(this.#queued, queued);
    this.#changed ??= new Map();
    learn(this.#changed, changed);
  }
}

const NONE: ChangedMessages = new Map();

function learn<Each>(known: Map<string, Each>, news: ReadonlyMap<string, Each>): void {
  for (const [key, value] of news) known.set(key, value);
}
