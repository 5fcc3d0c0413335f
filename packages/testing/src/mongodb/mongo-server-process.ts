import type { ListeningMessage, MongoProcessOptions } from './mongo-process.ts';
import { startMongoServer } from './mongo-server.ts';

// The program that `startMongoProcess` forks: its argument is the options as JSON, and it ends with its parent.
process.on('disconnect', () => process.exit());

const server = await startMongoServer(JSON.parse(process.argv[2] ?? '') as MongoProcessOptions);
process.send?.({ port: server.port, url: server.url } satisfies ListeningMessage);
