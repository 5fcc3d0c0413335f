import type { Clock } from '@chat-imposter/core';

const WINDOW_MS = 60_000;
const MAX_ATTEMPTS = 10;
const MAX_ADDRESSES = 10_000;

/** Counts failed tries by address: after 10 within a minute an address has to wait. Forgets by itself. */
export class FailedAttempts {
  readonly #clock: Clock;
  /** Times of the last failures, oldest first; the address that failed last stands last. */
  readonly #timesByAddress = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many milliseconds this address has to wait; 0 when it may try. */
  waitMs(address: string): number {
    const times = this.#recent(address);
    const oldest = times[0];
    return oldest === undefined || times.length < MAX_ATTEMPTS ? 0 : oldest + WINDOW_MS - this.#clock.now();
  }

  /** Counts one failed try. */
  add(address: string): void {
    const times = [...this.#recent(address), this.#clock.now()];
    this.#timesByAddress.delete(address);
    this.#timesByAddress.set(address, times);
    this.#forgetOldest();
  }

  #recent(address: string): number[] {
    return (this.#timesByAddress.get(address) ?? []).filter((time) => !this.#isOver(time));
  }

  #forgetOldest(): void {
    for (const [address, times] of this.#timesByAddress) {
      const last = times.at(-1) ?? 0;
      if (this.#timesByAddress.size <= MAX_ADDRESSES && !this.#isOver(last)) return;
      this.#timesByAddress.delete(address);
    }
  }

  #isOver(time: number): boolean {
    const now = this.#clock.now();
    // Also one that comes later than now: the clock was set back.
    return time + WINDOW_MS <= now || time > now;
  }
}
