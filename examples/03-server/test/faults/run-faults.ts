import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../server-process.ts';
import { arrivalPoints } from './arrival-protocol.ts';
import { runArrivals } from './arrival-run.ts';
import { whatsAppParts } from './whatsapp-parts.ts';

/*
 * The whole long run: what a bot goes through on WhatsApp (`whatsapp-parts.ts`); then a bot on WhatsApp dies `--rounds`
 * times (default 20) at each of C0, C1 and C2 with each type of encryption; then everything that a bot on SQLite dies
 * of, with the same options (`run-kills.ts` of the store), and what a bot on MongoDB and its server die of. Prints the seed and the figures of each part as a line of
 * JSON, and ends with 1 when a promise was broken. `--part` names a single part of the first kind to be run instead,
 * IMPOSTER_CRASH_AT a single point of the others.
 */
const killsOf = (store: string) =>
  new URL(`../../../../packages/${store}/src/testing/faults/run-kills.ts`, import.meta.url);

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    kills: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string' },
    part: { type: 'string' },
  },
});
const seed = Number(values.seed ?? (process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31)));
const only = process.env.IMPOSTER_CRASH_AT ?? '';
console.log(`seed ${seed}`);

if (only === '') await runWhatsAppParts();
if (values.part === undefined) {
  await runArrivalPoints();
  await runKills();
}

async function runWhatsAppParts(): Promise<void> {
  for (const [part, run] of Object.entries(whatsAppParts)) {
    if (values.part !== undefined && values.part !== part) continue;
    const folder = await temporaryFolder();
    const begin = performance.now();
    const { figures, broken } = await run({ seed, folder: folder.path, isTimed: true });
    await folder.remove();
    const seconds = Math.round((performance.now() - begin) / 1_000);
    console.log(JSON.stringify({ part, seed, seconds, broken, ...figures }));
    if (broken.length > 0) process.exitCode = 1;
  }
}

async function runArrivalPoints(): Promise<void> {
  for (const point of arrivalPoints) {
    if (only !== '' && only !== point) continue;
    const folder = await temporaryFolder();
    const result = await runArrivals({ point, rounds: Number(values.rounds), seed, folder: folder.path });
    await folder.remove();
    console.log(JSON.stringify({ part: `WhatsApp ${point}`, ...result }));
    const { problems, lost, recordedTwice, unanswered, twice } = result;
    if (problems.length > 0 || lost + recordedTwice + unanswered + twice > 0) process.exitCode = 1;
  }
}

async function runKills(): Promise<void> {
  const kills = values.kills === undefined ? [] : ['--kills', values.kills];
  await runProgram(killsOf('store-sqlite'), ['--rounds', values.rounds, ...kills]);
  if (only === '') await runProgram(killsOf('store-mongo'), []);
}

async function runProgram(program: URL, options: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(program), '--seed', String(seed), ...options],
    { stdio: 'inherit' },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
