import { setImmediate as nextTurn } from 'node:timers/promises';

const TURNS = 100;

/** Lets a hundred turns of the event loop pass; what comes over a socket may take longer. */
export async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

/** Whether a promise has settled by now. */
export async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  const first = await Promise.race([promise.catch(() => undefined), nextTurn(open)]);
  return first !== open;
}
