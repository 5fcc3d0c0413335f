import type { CancelTimer, Clock } from '@chat-imposter/core';

const WINDOW_MS = 1_000;

/**
 * How long the next login has to wait, in milliseconds, so that no second sees more than `limit` of them.
 * @param recent the times of the latest logins, oldest first, `limit` of them at most
 */
export function loginWaitMs(recent: readonly number[], now: number, limit: number): number {
  const [oldest] = recent;
  if (oldest === undefined || recent.length < limit) return 0;
  // A wall clock that was set back would hold everybody until it has caught up.
  return oldest > now ? 0 : Math.max(0, oldest + WINDOW_MS - now);
}

interface Waiting {
  clock: Clock;
  login: () => void;
}

/**
 * Lets the bots of a provider log in one after the other when many want to at once, as after an outage: WhatsApp must
 * not take them for an attack, nor should one process handle hundreds of handshakes at the same time.
 */
export class LoginGate {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #recent: number[] = [];
  #cancelTimer: CancelTimer | null = null;

  /** @param limit how many may log in within any second */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `login` when it is its turn: at once, unless too many came before it. Returns how to leave the queue.
   * @param clock the caller's time; the clocks of all callers must agree
   */
  enter(clock: Clock, login: () => void): CancelTimer {
    const entry = { clock, login };
    this.#waiting.push(entry);
    if (this.#waiting.length === 1) this.#serve();
    return () => this.#leave(entry);
  }

  #leave(entry: Waiting): void {
    const place = this.#waiting.indexOf(entry);
    if (place === -1) return;
    this.#waiting.splice(place, 1);
    if (place === 0) this.#serve();
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const now = next.clock.now();
      const waitMs = loginWaitMs(this.#recent, now, this.#limit);
      if (waitMs > 0) {
        this.#cancelTimer = next.clock.after(waitMs, () => this.#serve());
        return;
      }
      this.#waiting.shift();
      this.#recent = [...this.#recent, now].slice(-this.#limit);
      next.login();
    }
  }
}
