import { AsyncLocalStorage } from 'node:async_hooks';
import { type Delivery, handOver, type Recipient } from './delivery.ts';

const MOST_KEYS = 5_000;
const MOST_KEPT = 1_000;

/**
 * Hands messages and their changes to the core, one after the other, in the order in which they came. Remembers the
 * keys of what was taken, so that the same delivery, seen at two places, is handed over once.
 */
export class Intake {
  readonly #handOver: (delivery: Delivery) => Promise<void>;
  readonly #introduce: () => Promise<void>;
  readonly #taken = new Set<string>();
  #kept: (readonly [key: string, delivery: () => Delivery])[] = [];
  #chain: Promise<void> = Promise.resolve();
  /** The next introduction, from when it was asked for until it begins. */
  #introduction: Promise<void> | null = null;
  #isClosed = false;

  /** @param introduce tells the core who people are; done before anything is handed over */
  constructor(events: Recipient, introduce: () => Promise<void> = async () => {}) {
    // Baileys knows by the asynchronous context that a key transaction is under way. What the core begins here, a
    // reply for example, must not be taken for a part of it: its keys would never be committed.
    const outside = AsyncLocalStorage.snapshot();
    this.#handOver = (delivery) => outside(() => handOver(delivery, events));
    this.#introduce = () => outside(introduce);
  }

  /** Whether what has this key was taken or passed over before. */
  has(key: string): boolean {
    return this.#taken.has(key);
  }

  /**
   * Resolves when the core has it; rejects when it did not take it.
   * @param delivery asked when it is its turn, so that it names people as they are known then
   */
  take(key: string, delivery: () => Delivery): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#taken.has(key)) return;
      await this.#pass(delivery);
      this.#remember(key);
    });
  }

  /** Counts what has this key as taken, without handing it over. */
  passOver(key: string): void {
    this.#remember(key);
  }

  /** Hands over what has no key, as it is known by nobody but the core. */
  pass(delivery: () => Delivery): Promise<void> {
    return this.#inTurn(() => this.#pass(delivery));
  }

  /** Resolves when the core knows who people are; rejects when it did not take it. */
  introduce(): Promise<void> {
    this.#introduction ??= this.#inTurn(async () => {
      this.#introduction = null;
      if (!this.#isClosed) await this.#introduce();
    });
    return this.#introduction;
  }

  /** Like {@link take}, for what the platform will not deliver again: what is refused waits for {@link retry}. */
  async takeOrKeep(key: string, delivery: () => Delivery): Promise<void> {
    try {
      await this.take(key, delivery);
    } catch (error) {
      if (this.#kept.length < MOST_KEPT) this.#kept.push([key, delivery]);
      throw error;
    }
  }

  /** Hands over what was kept. Rejects when it is refused again; it is kept then. */
  async retry(): Promise<void> {
    const kept = this.#kept;
    this.#kept = [];
    await Promise.all(kept.map(([key, delivery]) => this.takeOrKeep(key, delivery)));
  }

  /** Resolves when everything handed over so far was taken or refused. */
  drain(): Promise<void> {
    return this.#chain;
  }

  /** Refuses everything that is not with the core already. */
  close(): void {
    this.#isClosed = true;
  }

  async #pass(delivery: () => Delivery): Promise<void> {
    if (this.#isClosed) throw new Error('The session has stopped.');
    await this.#introduce();
    await this.#handOver(delivery());
  }

  #remember(key: string): void {
    const [oldest] = this.#taken;
    if (oldest !== undefined && this.#taken.size >= MOST_KEYS) this.#taken.delete(oldest);
    this.#taken.add(key);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#chain.then(work);
    this.#chain = done.catch(() => undefined);
    return done;
  }
}
