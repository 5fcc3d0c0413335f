import type { CancelTimer, Clock, Random } from '@chat-imposter/core';
import type { DeadLetterReason } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './post.ts';
import { failureOf, nextStep } from './retry-policy.ts';

/** Requests to one target at the same time. */
const MAX_ON_THEIR_WAY = 4;
/** At the end, what is left gets this long. */
const CLOSING_MS = 5_000;

/** What the deliveries of one target need. */
interface DeliveryQueueOptions {
  clock: Clock;
  random: Random;
  /** How many may wait, those on their way not counted. */
  maxQueued: number;
  /** Makes one try; never rejects. */
  send: (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;
  /** A delivery is given up. */
  gaveUp: (delivery: Delivery, reason: DeadLetterReason) => void;
}

/** What is to be delivered about one bot, oldest first; the first is tried until it is done, and then the next. */
interface Lane {
  deliveries: Delivery[];
  /** Whether the first is on its way. */
  isBusy: boolean;
  /** Ends the pause after a failed try; null when there is none. A pause is of the lane: it stays when its first is dropped. */
  cancelPause: CancelTimer | null;
}

/** Delivers to one target: in order for each bot, several bots at once, again and again until it is done or given up. */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  /** By bot; only those with something in them. */
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose first may be tried now, in the order in which they are served. */
  readonly #ready = new Set<Lane>();
  /** All of them, oldest first. */
  readonly #deliveries = new Set<Delivery>();
  readonly #onTheirWay = new Set<Promise<void>>();
  readonly #ending = new AbortController();
  #isAwaited = false;
  #closed: Promise<void> | null = null;
  #emptied: () => void = () => {};

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  /** How many are neither delivered nor given up. */
  get size(): number {
    return this.#deliveries.size;
  }

  /** Returns at once: tries begin in a later round of the event loop. */
  add(delivery: Delivery): void {
    this.#deliveries.add(delivery);
    const lane = this.#laneOf(delivery.userId);
    lane.deliveries.push(delivery);
    this.#makeReady(lane);
    if (this.#deliveries.size - this.#onTheirWay.size > this.#options.maxQueued) this.#dropOldest();
  }

  /**
   * Tries what waits once more, in order and without pauses; gives up what is left after 5 s, and what waits behind a
   * delivery that fails.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#emptied = resolve;
    for (const lane of this.#lanes.values()) this.#endPause(lane);
    const cancel = this.#options.clock.after(CLOSING_MS, resolve);
    if (this.size > 0) await promise;
    cancel();
    this.#ending.abort();
    await Promise.all(this.#onTheirWay);
    for (const delivery of this.#deliveries) this.#giveUp(delivery, 'closed');
  }

  #laneOf(userId: string): Lane {
    const known = this.#lanes.get(userId);
    if (known !== undefined) return known;
    const lane: Lane = { deliveries: [], isBusy: false, cancelPause: null };
    this.#lanes.set(userId, lane);
    return lane;
  }

  #makeReady(lane: Lane): void {
    if (lane.isBusy || lane.cancelPause !== null || lane.deliveries.length === 0) return;
    this.#ready.add(lane);
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    setImmediate(() => {
      this.#isAwaited = false;
      this.#begin();
    });
  }

  #begin(): void {
    for (const lane of this.#ready) {
      if (this.#onTheirWay.size >= MAX_ON_THEIR_WAY || this.#ending.signal.aborted) return;
      this.#ready.delete(lane);
      const first = lane.deliveries[0];
      if (first === undefined) continue;
      lane.isBusy = true;
      first.isOnItsWay = true;
      const trying: Promise<void> = this.#try(lane, first).finally(() => {
        this.#onTheirWay.delete(trying);
        this.#makeReady(lane);
        this.#begin();
      });
      this.#onTheirWay.add(trying);
    }
  }

  async #try(lane: Lane, delivery: Delivery): Promise<void> {
    const { send, clock, random } = this.#options;
    const outcome = await send(delivery, this.#ending.signal);
    lane.isBusy = false;
    delivery.isOnItsWay = false;
    delivery.tries += 1;
    const step = nextStep(outcome, { tries: delivery.tries, now: clock.now(), random });
    if (step.kind === 'delivered') {
      this.#remove(delivery);
      return;
    }
    delivery.lastFailure = failureOf(outcome);
    if (step.kind === 'give_up') this.#giveUp(delivery, step.reason);
    else if (this.#closed !== null) this.#giveUpAll(lane);
    else this.#pause(lane, step.pauseMs);
  }

  #pause(lane: Lane, pauseMs: number): void {
    lane.cancelPause = this.#options.clock.after(pauseMs, () => this.#endPause(lane));
  }

  #endPause(lane: Lane): void {
    lane.cancelPause?.();
    lane.cancelPause = null;
    this.#makeReady(lane);
  }

  /** What is on its way may arrive. */
  #dropOldest(): void {
    for (const delivery of this.#deliveries) {
      if (delivery.isOnItsWay) continue;
      this.#giveUp(delivery, 'overflow');
      return;
    }
  }

  #giveUpAll(lane: Lane): void {
    for (const delivery of [...lane.deliveries]) this.#giveUp(delivery, 'closed');
  }

  #giveUp(delivery: Delivery, reason: DeadLetterReason): void {
    this.#remove(delivery);
    this.#options.gaveUp(delivery, reason);
  }

  #remove(delivery: Delivery): void {
    this.#deliveries.delete(delivery);
    const lane = this.#laneOf(delivery.userId);
    lane.deliveries.splice(lane.deliveries.indexOf(delivery), 1);
    if (lane.deliveries.length === 0) {
      lane.cancelPause?.();
      this.#ready.delete(lane);
      this.#lanes.delete(delivery.userId);
    }
    if (this.#deliveries.size === 0) this.#emptied();
  }
}
