import type { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * How long emissions are handed on before others get their turn. It takes about 3 ms of computing to decrypt a direct
 * message and 16 ms for one in a group, and nothing else interrupts that.
 */
const LONGEST_RUN_MS = 10;

/** How {@link inOrder} hands emissions on. */
export interface OrderedListening<Value> {
  /** What listeners get instead of the value that was emitted. Default: what was emitted. */
  prepare?: (value: Value) => Value;
  /** Whether emissions are still handed on; asked when it is their turn. */
  mayGoOn: () => boolean;
  /** Milliseconds since whenever. Default: a clock of the machine that is never set back. */
  now?: () => number;
}

/**
 * Gives the asynchronous listeners of some events one emission after the other, in the order of the emissions, whatever
 * their event: the next one when the promise for the one before has settled. In between others get their turn of the
 * event loop. Holds for the listeners that are registered now; `prepare` is for events with one value.
 */
export function inOrder<Value>(
  emitter: EventEmitter,
  events: readonly string[],
  { prepare, mayGoOn, now = () => performance.now() }: OrderedListening<Value>,
): void {
  let last: Promise<unknown> = Promise.resolve();
  let runBegan = now();
  const hand = async (before: Promise<unknown>, call: () => unknown): Promise<void> => {
    await before;
    if (now() - runBegan >= LONGEST_RUN_MS) {
      await nextTurn();
      runBegan = now();
    }
    if (mayGoOn()) await call();
  };
  for (const event of events) {
    const listeners = emitter.listeners(event);
    emitter.removeAllListeners(event);
    for (const listener of listeners) {
      emitter.on(event, (...values: unknown[]): unknown => {
        const given = () => (prepare ? [prepare(values[0] as Value)] : values);
        const handed = hand(last, () => Reflect.apply(listener, emitter, given()));
        last = handed.catch(() => undefined);
        return handed;
      });
    }
  }
}
