import { storeConformance } from '@chat-imposter/testing';
import { createMemoryStore } from './memory-store.ts';

storeConformance('the memory store', {
  isDurable: false,
  modelRuns: 200,
  async create() {
    const store = createMemoryStore();
    return { connect: () => store, dispose: async () => {} };
  },
});
