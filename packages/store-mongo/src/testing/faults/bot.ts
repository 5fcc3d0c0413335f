import { runFaultBot } from '@chat-imposter/testing/faults';
import { createMongoStore } from '../../mongo-store.ts';

/** A bot under test whose store is the server named by the first argument. */
await runFaultBot(createMongoStore({ url: process.argv[2] ?? '' }));
