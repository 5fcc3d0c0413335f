import type { CancelTimer, Clock } from '@chat-imposter/core';

interface PendingTimer {
  dueTime: number;
  order: number;
  callback: () => void;
}

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on, firing each timer at its own instant and letting promises settle after each. */
  advance(milliseconds: number): Promise<void>;
  /** Timers that wait. */
  readonly pendingTimers: number;
}

/** Makes a clock that starts at `startTime` (epoch milliseconds). */
export function createFakeClock(startTime: number = Date.UTC(2026, 0, 15, 12)): FakeClock {
  const timers = new Set<PendingTimer>();
  let now = startTime;
  let count = 0;

  function nextDue(until: number): PendingTimer | undefined {
    const due = [...timers].filter((timer) => timer.dueTime <= until);
    return due.sort((a, b) => a.dueTime - b.dueTime || a.order - b.order)[0];
  }

  return {
    now: () => now,
    after(delayMs, callback): CancelTimer {
      const timer = { dueTime: now + Math.max(0, delayMs), order: count++, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settled();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.dueTime);
        timer.callback();
        await settled();
      }
      now = until;
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

/** Resolves when everything that needs no timer and no outside answer has happened. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
