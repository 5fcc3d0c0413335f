export type { MongoServer, MongoServerOptions } from './mongo-server.ts';
export { startMongoServer } from './mongo-server.ts';
