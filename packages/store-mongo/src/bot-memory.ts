import type { ChatDocument } from './chat-document.ts';
import type { MessageDocument } from './message-document.ts';
import type { TurnDocument } from './turn-document.ts';

/** More than are in use at a time; what is full starts anew. */
const MOST_DOCUMENTS = 1_000;

/**
 * What one batch of a bot has read and written, for the next ones. Nobody can commit without raising the number of the last
 * change, so it is true as long as that number is what it was.
 */
export class BotMemory {
  #lastNumber: number | null = null;
  /** All that are open, by id; null when they are not known. */
  turns: ReadonlyMap<string, TurnDocument> | null = null;
  readonly #chats = new Map<string, ChatDocument>();
  readonly #queued = new Map<string, MessageDocument>();

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
  }

  /** A chat; undefined when it is not known. */
  chat(identifier: string): ChatDocument | undefined {
    return this.#chats.get(identifier);
  }

  /** A queued message; undefined when it is not known. */
  queued(key: string): MessageDocument | undefined {
    return this.#queued.get(key);
  }

  /** Takes up chats as they are now; null for one that there is not. */
  learnChats(chats: ReadonlyMap<string, ChatDocument | null>): void {
    learn(this.#chats, chats);
  }

  /** Takes up queued messages as they are now; null for one that is not queued. */
  learnQueued(queued: ReadonlyMap<string, MessageDocument | null>): void {
    learn(this.#queued, queued);
  }
}

function learn<Each>(known: Map<string, Each>, news: ReadonlyMap<string, Each | null>): void {
  if (known.size + news.size > MOST_DOCUMENTS) known.clear();
  for (const [key, value] of news) {
    if (value === null) known.delete(key);
    else known.set(key, value);
  }
}
