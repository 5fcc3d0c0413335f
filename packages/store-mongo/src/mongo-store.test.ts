import { storeConformance } from '@chat-imposter/testing';
import { type MongoServerForTests, mongoServerForTests } from '@chat-imposter/testing/mongodb';
import { createMongoStore } from './mongo-store.ts';

storeConformance('the MongoDB store', {
  isDurable: true,
  isShared: true,
  modelRuns: 10,
  async create() {
    const { url, database, close }: MongoServerForTests = await mongoServerForTests();
    return { connect: () => createMongoStore({ url, database }), dispose: close };
  },
});
