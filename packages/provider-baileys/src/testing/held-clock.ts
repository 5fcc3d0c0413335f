import { type CancelTimer, type Clock, systemClock } from '@chat-imposter/core';
import type { Changes } from './changes.ts';

interface HeldTimer {
  delayMs: number;
  callback: () => void;
}

/** The machine's time, but every timer waits until the test lets it fire; only those of 0 ms fire by themselves. */
export class HeldClock implements Clock {
  readonly #changes: Changes;
  readonly #timers = new Set<HeldTimer>();

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  now(): number {
    return systemClock.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    if (delayMs === 0) return systemClock.after(0, callback);
    const timer = { delayMs, callback };
    this.#timers.add(timer);
    this.#changes.note();
    return () => void this.#timers.delete(timer);
  }

  /** The delays of the timers that are held, in the order in which they were set. */
  get held(): number[] {
    return [...this.#timers].map(({ delayMs }) => delayMs);
  }

  /** Lets the oldest timer with this delay fire; waits until there is one. */
  async fire(delayMs: number): Promise<void> {
    const timer = await this.holds(delayMs);
    this.#timers.delete(timer);
    timer.callback();
  }

  /** Waits until there is a timer with this delay; resolves with the oldest. */
  holds(delayMs: number): Promise<HeldTimer> {
    return this.#changes.until(
      () => [...this.#timers].find((held) => held.delayMs === delayMs),
      () => `No timer of ${delayMs} ms; held are: ${this.held.join(', ')}.`,
    );
  }
}
