import { createMemoryStore, type Store } from '@chat-imposter/core';

/** A store that fails with the given error when configurations are read. */
export function brokenStore(failure: unknown): Store {
  const store = createMemoryStore();
  const { configurations } = store;
  return {
    specVersion: 1,
    name: 'broken',
    open: () => store.open(),
    close: () => store.close(),
    configurations: {
      get: () => Promise.reject(failure),
      list: () => Promise.reject(failure),
      save: (userId, document) => configurations.save(userId, document),
      setRunning: (userId, running) => configurations.setRunning(userId, running),
      delete: (userId) => configurations.delete(userId),
    },
    leases: store.leases,
    processes: store.processes,
    messages: store.messages,
    turns: store.turns,
    tracking: store.tracking,
    retention: store.retention,
    credentials: (userId, providerName, lease) => store.credentials(userId, providerName, lease),
  };
}
