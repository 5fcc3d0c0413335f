import type { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';

const RUN_LENGTH = 10;

/** How {@link inOrder} hands emissions on. */
export interface OrderedListening<Value> {
  /** What listeners get instead of the value that was emitted. */
  prepare: (value: Value) => Value;
  /** Whether emissions are still handed on; asked when it is their turn. */
  mayGoOn: () => boolean;
}

/**
 * Gives each asynchronous listener of an event one emission after the other, in the order of the emissions: the next
 * one when the promise for the one before has settled. In between others get their turn of the event loop.
 * Holds for the listeners that are registered now, and for events with one value.
 */
export function inOrder<Value>(
  emitter: EventEmitter,
  event: string,
  { prepare, mayGoOn }: OrderedListening<Value>,
): void {
  const listeners = emitter.listeners(event);
  emitter.removeAllListeners(event);
  for (const listener of listeners) {
    let last: Promise<unknown> = Promise.resolve();
    let count = 0;
    const hand = async (before: Promise<unknown>, value: Value): Promise<void> => {
      await before;
      count += 1;
      if (count % RUN_LENGTH === 0) await nextTurn();
      if (mayGoOn()) await Reflect.apply(listener, emitter, [prepare(value)]);
    };
    emitter.on(event, (value: Value): unknown => {
      const handed = hand(last, value);
      last = handed.catch(() => undefined);
      return handed;
    });
  }
}
