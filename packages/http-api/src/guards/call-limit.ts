import type { Clock } from '@chat-imposter/core';
import { Problem } from '../problem.ts';

const WINDOW_MS = 60_000;
const MAX_CALLERS = 10_000;

/** Holds each caller to a number of calls a minute. Forgets by itself. */
export class CallLimit {
  readonly #clock: Clock;
  readonly #callsPerMinute: number;
  /** Calls in the minute that began at `since`; the caller whose minute began last stands last. */
  readonly #windows = new Map<string, { since: number; calls: number }>();

  constructor(clock: Clock, callsPerMinute: number) {
    this.#clock = clock;
    this.#callsPerMinute = callsPerMinute;
  }

  /** Counts a call. @throws Problem 429 when it is one too many */
  count(caller: string): void {
    const now = this.#clock.now();
    const window = this.#windows.get(caller);
    if (window === undefined || now < window.since || now >= window.since + WINDOW_MS) {
      this.#begin(caller, now);
      return;
    }
    window.calls += 1;
    if (window.calls > this.#callsPerMinute) throw tooManyCalls(window.since + WINDOW_MS - now);
  }

  #begin(caller: string, since: number): void {
    this.#windows.delete(caller);
    this.#windows.set(caller, { since, calls: 1 });
    for (const [oldest, window] of this.#windows) {
      if (this.#windows.size <= MAX_CALLERS && since < window.since + WINDOW_MS) return;
      this.#windows.delete(oldest);
    }
  }
}

function tooManyCalls(waitMs: number): Problem {
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return new Problem(429, 'too_many_calls', 'Too many calls within a minute. Wait a little.', { headers });
}
