/** Cancels a timer; calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/**
 * Where all time comes from, so that nothing in a test sleeps.
 * `createImposter` uses {@link systemClock} unless told otherwise.
 */
export interface Clock {
  /** The current instant in epoch milliseconds. */
  now(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now (at the next turn of the event loop for 0). */
  after(delayMs: number, callback: () => void): CancelTimer;
}

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
