import type { Clock } from './contracts/clock.ts';

/** Resolves with the promise, or after the given time. */
export async function firstOf(promise: Promise<void>, milliseconds: number, clock: Clock): Promise<void> {
  let cancel = () => {};
  const deadline = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve);
  });
  await Promise.race([promise, deadline]);
  cancel();
}
