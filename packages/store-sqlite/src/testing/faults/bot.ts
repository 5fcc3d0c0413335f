import { runFaultBot } from '@chat-imposter/testing/faults';
import { createSqliteStore } from '../../sqlite-store.ts';

/** A bot under test whose store is the file named by the first argument. */
await runFaultBot(createSqliteStore(process.argv[2] ?? ''));
