import { type CancelTimer, type Clock, systemClock } from '@chat-imposter/core';

/** The machine's time, which knows how many of its timers are set. */
export class CountingClock implements Clock {
  readonly #timers = new Set<symbol>();

  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return systemClock.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = Symbol('timer');
    this.#timers.add(timer);
    const cancel = systemClock.after(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    return () => {
      this.#timers.delete(timer);
      cancel();
    };
  }
}
