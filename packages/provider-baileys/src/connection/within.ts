import type { Clock } from '@chat-imposter/core';

/** Resolves when the work has ended in any way or the time is up, whichever is first; true for the former. */
export function within(clock: Clock, limitMs: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(limitMs, () => resolve(false));
    const done = () => {
      cancel();
      resolve(true);
    };
    work.then(done, done);
  });
}
