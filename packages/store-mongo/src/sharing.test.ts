import { seedOfRun } from '@chat-imposter/testing/faults';
import { expect, it } from 'vitest';
import { brokenBySharing, runSharing } from './testing/faults/sharing/sharing-run.ts';

/** One fault of `testing/faults/sharing/run-sharing.ts`, which may take as long as a lease and a pause. */
it('Two processes that share bots answer every message once, whatever happens to one of them', async () => {
  const result = await runSharing({ bots: 20, minutes: 0.001, seed: seedOfRun() });
  expect(brokenBySharing(result), JSON.stringify(result)).toEqual([]);
  expect(result.sent).toBeGreaterThan(0);
}, 240_000);
