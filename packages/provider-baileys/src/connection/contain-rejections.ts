import type { EventEmitter } from 'node:events';

/**
 * Catches what asynchronous listeners of an emitter reject with. Baileys registers such listeners and nobody looks at
 * their promises: a frame that cannot be decrypted, or an answer that is due at the moment when the connection
 * closes, would be an unhandled rejection, which ends the process with all its bots.
 * Holds for the listeners that are registered now.
 */
export function containRejections(
  emitter: EventEmitter,
  onRejection: (event: string | symbol, error: unknown) => void,
): void {
  for (const event of emitter.eventNames()) {
    const listeners = emitter.listeners(event);
    emitter.removeAllListeners(event);
    for (const listener of listeners) {
      emitter.on(event, (...values: unknown[]) => {
        const result: unknown = Reflect.apply(listener, emitter, values);
        if (result instanceof Promise) result.catch((error: unknown) => onRejection(event, error));
      });
    }
  }
}
