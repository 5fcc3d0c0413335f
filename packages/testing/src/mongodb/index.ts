export type {
  FaultMoment,
  FaultOptions,
  ScriptedFault,
  StateChangeError,
} from './faults/command-fault.ts';
export type { MongoProcess, MongoProcessOptions } from './mongo-process.ts';
export { startMongoProcess } from './mongo-process.ts';
export type { MongoServer, MongoServerOptions, MongoTopology } from './mongo-server.ts';
export { startMongoServer } from './mongo-server.ts';
export type { MongoServerForTests } from './mongo-server-for-tests.ts';
export { mongoServerForTests } from './mongo-server-for-tests.ts';
