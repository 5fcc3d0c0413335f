import { expect, it } from 'vitest';
import { temporaryFolder } from '../../server-process.ts';
import { brokenBySharing, runSharing } from './sharing-run.ts';

/** One fault of `run-sharing.ts`, which may take as long as a lease and a pause. */
it('Two servers that share bots answer every message once, whatever happens to one of them', async () => {
  const folder = await temporaryFolder();
  const seed = Number(process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31));
  const result = await runSharing({ bots: 3, minutes: 0.01, seed, folder: folder.path });
  await folder.remove();
  expect(brokenBySharing(result), JSON.stringify(result)).toEqual([]);
  expect(result.sent).toBeGreaterThan(0);
}, 240_000);
