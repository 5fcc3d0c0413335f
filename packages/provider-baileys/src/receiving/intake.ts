import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChatEvents, IncomingMessage } from '@chat-imposter/core';

const MOST_KEYS = 5_000;
const MOST_KEPT = 1_000;

/**
 * Hands messages to the core, one after the other, in the order in which they came. Remembers the keys of what was
 * taken, so that the same delivery, seen at two places, is handed over once.
 */
export class Intake {
  readonly #accept: (message: IncomingMessage) => Promise<void>;
  readonly #introduce: () => Promise<void>;
  readonly #taken = new Set<string>();
  #kept: (readonly [key: string, message: () => IncomingMessage])[] = [];
  #chain: Promise<void> = Promise.resolve();
  /** The next introduction, from when it was asked for until it begins. */
  #introduction: Promise<void> | null = null;
  #isClosed = false;

  /** @param introduce tells the core who people are; done before each message */
  constructor(events: Pick<ChatEvents, 'accept'>, introduce: () => Promise<void> = async () => {}) {
    // Baileys knows by the asynchronous context that a key transaction is under way. What the core begins here, a
    // reply for example, must not be taken for a part of it: its keys would never be committed.
    const outside = AsyncLocalStorage.snapshot();
    this.#accept = (message) => outside(() => events.accept([message]));
    this.#introduce = () => outside(introduce);
  }

  /** Whether the message with this key was taken before. */
  has(key: string): boolean {
    return this.#taken.has(key);
  }

  /**
   * Resolves when the core has the message; rejects when it did not take it.
   * @param message asked when it is the message's turn, so that it names people as they are known then
   */
  take(key: string, message: () => IncomingMessage): Promise<void> {
    return this.#inTurn(() => this.#take(key, message));
  }

  /** Resolves when the core knows who people are; rejects when it did not take it. */
  introduce(): Promise<void> {
    this.#introduction ??= this.#inTurn(async () => {
      this.#introduction = null;
      if (!this.#isClosed) await this.#introduce();
    });
    return this.#introduction;
  }

  /** Like {@link take}, for what the platform will not deliver again: a refused message waits for {@link retry}. */
  async takeOrKeep(key: string, message: () => IncomingMessage): Promise<void> {
    try {
      await this.take(key, message);
    } catch (error) {
      if (this.#kept.length < MOST_KEPT) this.#kept.push([key, message]);
      throw error;
    }
  }

  /** Hands over what was kept. Rejects when it is refused again; it is kept then. */
  async retry(): Promise<void> {
    const kept = this.#kept;
    this.#kept = [];
    await Promise.all(kept.map(([key, message]) => this.takeOrKeep(key, message)));
  }

  /** Resolves when everything handed over so far was taken or refused. */
  drain(): Promise<void> {
    return this.#chain;
  }

  /** Refuses everything that is not with the core already. */
  close(): void {
    this.#isClosed = true;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#chain.then(work);
    this.#chain = done.catch(() => undefined);
    return done;
  }

  async #take(key: string, message: () => IncomingMessage): Promise<void> {
    if (this.#taken.has(key)) return;
    if (this.#isClosed) throw new Error('The session has stopped.');
    await this.#introduce();
    await this.#accept(message());
    const [oldest] = this.#taken;
    if (oldest !== undefined && this.#taken.size >= MOST_KEYS) this.#taken.delete(oldest);
    this.#taken.add(key);
  }
}
