import { describe } from 'vitest';
import { testAccepting } from './store-conformance/accepting.ts';
import { testChats } from './store-conformance/chats.ts';
import { testConcurrency } from './store-conformance/concurrency.ts';
import { testConfigurations } from './store-conformance/configurations.ts';
import { testConversation } from './store-conformance/conversation.ts';
import { testCopies } from './store-conformance/copies.ts';
import { testCredentials } from './store-conformance/credentials.ts';
import { testDurability } from './store-conformance/durability.ts';
import { testErasing } from './store-conformance/erasing.ts';
import { testErasingBots } from './store-conformance/erasing-bots.ts';
import { testFencing } from './store-conformance/fencing.ts';
import { testHistory } from './store-conformance/history.ts';
import { testHostileTexts } from './store-conformance/hostile-texts.ts';
import { testLeases } from './store-conformance/leases.ts';
import { testLifecycle } from './store-conformance/lifecycle.ts';
import { testMerging } from './store-conformance/merging.ts';
import { testModel } from './store-conformance/model.ts';
import type { StoreConformanceOptions } from './store-conformance/options.ts';
import { testProcesses } from './store-conformance/processes.ts';
import { testRetaining } from './store-conformance/retaining.ts';
import { testRevising } from './store-conformance/revising.ts';
import { testRevisions } from './store-conformance/revisions.ts';
import { testSettling } from './store-conformance/settling.ts';
import { testSyncedHistory } from './store-conformance/synced-history.ts';
import { testTracking } from './store-conformance/tracking.ts';
import { testTurns } from './store-conformance/turns.ts';

/**
 * Registers the tests (of vitest) that every `Store` must pass, under the given name.
 *
 * ```ts
 * storeConformance('my store', {
 *   isDurable: true,
 *   create: async () => {
 *     const folder = await mkdtemp(join(tmpdir(), 'my-store-'));
 *     return { connect: () => createMyStore(folder), dispose: () => rm(folder, { recursive: true }) };
 *   },
 * });
 * ```
 */
export function storeConformance(name: string, options: StoreConformanceOptions): void {
  describe(`${name} as a Store`, () => {
    testLifecycle(options);
    testConfigurations(options);
    testRevisions(options);
    testCredentials(options);
    testLeases(options);
    testFencing(options);
    testAccepting(options);
    testChats(options);
    testSettling(options);
    testRevising(options);
    testConversation(options);
    testSyncedHistory(options);
    testHistory(options);
    testTurns(options);
    testMerging(options);
    testTracking(options);
    testRetaining(options);
    testErasing(options);
    testErasingBots(options);
    testCopies(options);
    testHostileTexts(options);
    testConcurrency(options);
    testModel(options);
    if (options.isShared) testProcesses(options);
    if (options.isDurable) testDurability(options);
  });
}
