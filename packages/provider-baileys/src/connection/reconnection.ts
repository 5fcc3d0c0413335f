import type { CancelTimer, Clock, Random } from '@chat-imposter/core';
import { backoffMs } from './backoff.ts';
import { type NextStep, nextStep } from './connection-policy.ts';
import type { Disconnect } from './disconnect.ts';

/** An open connection counts as stable after this time; a platform that closes each one at once must be spared. */
const STABLE_MS = 60_000;

/** A decision with the time to wait before it is carried out. */
export type TimedStep = NextStep & { delayMs: number };

/** Remembers how connecting went and decides what follows from the end of a connection. */
export class Reconnection {
  readonly #clock: Clock;
  readonly #random: Random;
  #failures = 0;
  #badSessions = 0;
  #restarts = 0;
  #cancelStable: CancelTimer | null = null;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The connection is open. */
  opened(): void {
    this.#cancelStable = this.#clock.after(STABLE_MS, () => this.reset());
  }

  /** The connection is over, or could not be begun. */
  ended(disconnect: Disconnect): TimedStep {
    this.#cancelStable?.();
    const step = nextStep(disconnect, { badSessions: this.#badSessions, restarts: this.#restarts });
    if (disconnect.kind === 'platform' && disconnect.statusCode === 500) this.#badSessions += 1;
    return { ...step, delayMs: step.kind === 'reconnect' ? this.#delayMs(step.wait) : 0 };
  }

  /** Forgets all failures. */
  reset(): void {
    this.#cancelStable?.();
    this.#failures = 0;
    this.#badSessions = 0;
    this.#restarts = 0;
  }

  #delayMs(wait: 'none' | 'backoff' | 'long'): number {
    if (wait === 'none') {
      this.#restarts += 1;
      return 0;
    }
    this.#failures += 1;
    return backoffMs(this.#failures, this.#random.fraction(), wait === 'long');
  }
}
