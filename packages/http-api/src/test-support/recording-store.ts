import { createMemoryStore, type Store } from '@chat-imposter/core';

/** A call of a method of the store or of one of its parts. */
export interface StoreCall {
  /** For example `messages.history`. */
  name: string;
  args: readonly unknown[];
}

/** A store in memory that notes how it is called, and can be made to fail. */
export interface RecordingStore {
  store: Store;
  /** Every call so far, oldest first; may be emptied. */
  calls: StoreCall[];
  /** What every call fails with from now on; null: none does. */
  failure: Error | null;
}

/** Makes a store that notes every call. */
export function recordingStore(): RecordingStore {
  const recording: Omit<RecordingStore, 'store'> = { calls: [], failure: null };
  const store = recorded(createMemoryStore(), '', recording);
  return Object.assign(recording, { store });
}

function recorded<Part extends object>(part: Part, path: string, into: Omit<RecordingStore, 'store'>): Part {
  return new Proxy(part, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const name = path + String(key);
      if (typeof value === 'function') {
        return (...args: unknown[]) => {
          into.calls.push({ name, args });
          if (name === 'credentials')
            return recorded(Object(value.apply(target, args)), 'credentials.', into);
          if (into.failure !== null && name !== 'close') return Promise.reject(into.failure);
          return value.apply(target, args);
        };
      }
      return typeof value === 'object' && value !== null ? recorded(value, `${name}.`, into) : value;
    },
  });
}
