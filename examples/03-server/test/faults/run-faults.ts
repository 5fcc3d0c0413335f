import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../server-process.ts';
import { arrivalPoints } from './arrival-protocol.ts';
import { runArrivals } from './arrival-run.ts';

/*
 * The whole long run: a bot on WhatsApp dies `--rounds` times (default 20) at each of C0, C1 and C2 with each type of
 * encryption; then everything that a bot on SQLite dies of, with the same options (`run-kills.ts` of the store). Prints
 * the seed and the figures of each part as a line of JSON, and ends with 1 when a promise was broken.
 */
const KILLS = new URL('../../../../packages/store-sqlite/src/testing/faults/run-kills.ts', import.meta.url);

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { kills: { type: 'string' }, rounds: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? (process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31)));
const only = process.env.IMPOSTER_CRASH_AT ?? '';
console.log(`seed ${seed}`);

for (const point of arrivalPoints) {
  if (only !== '' && only !== point) continue;
  const folder = await temporaryFolder();
  const result = await runArrivals({ point, rounds: Number(values.rounds), seed, folder: folder.path });
  await folder.remove();
  console.log(JSON.stringify({ part: `WhatsApp ${point}`, ...result }));
  if (
    result.problems.length > 0 ||
    result.lost + result.recordedTwice + result.unanswered + result.twice > 0
  ) {
    process.exitCode = 1;
  }
}
const kills = values.kills === undefined ? [] : ['--kills', values.kills];
const child = spawn(
  process.execPath,
  [...process.execArgv, fileURLToPath(KILLS), '--rounds', values.rounds, '--seed', String(seed), ...kills],
  { stdio: 'inherit' },
);
const [code] = (await once(child, 'exit')) as [number | null];
if (code !== 0) process.exitCode = 1;
