import { parseArgs } from 'node:util';
import {
  brokenPromises,
  crashPoints,
  type FaultFigures,
  interventions,
  runCrashes,
  runInterventions,
  runKills,
  seedOfRun,
} from '@chat-imposter/testing/faults';
import { inFolder } from '../test-folder.ts';
import { sqliteRig } from './sqlite-rig.ts';

/*
 * The long run: kills a bot on a SQLite store `--kills` times at random moments (default 1000), then lets it die
 * `--rounds` times (default 20) at each crash point, and as often in each stage of a turn that is cleared or unlinked
 * (C10) and reloaded (C11). IMPOSTER_CRASH_AT names a single point to be run instead. Prints the seed and the figures of
 * each part as a line of JSON, and ends with 1 when a promise was broken.
 */
/**
 * In messages to the rig, of which an answer takes some dozens. Lives of at most 120 reach about five calls of the model
 * each, so that what a life begins with ends with it, and such turns are given up in the end (docs/reliability.md).
 */
const LONGEST_LIFE = 500;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    kills: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string' },
  },
});
const seed = values.seed === undefined ? seedOfRun() : Number(values.seed);
const rounds = Number(values.rounds);
const only = process.env.IMPOSTER_CRASH_AT ?? '';
console.log(`seed ${seed}`);

if (only === '') {
  await part('kills', (rig) =>
    runKills({ ...rig, seed, kills: Number(values.kills), longestLife: LONGEST_LIFE }),
  );
}
const points = crashPoints.filter((point) => only === '' || only === point);
if (points.length > 0) await part('crashes', (rig) => runCrashes({ ...rig, seed, rounds, points }));
for (const [point, actions] of [
  ['C10', interventions.filter((action) => action !== 'reload')],
  ['C11', interventions.filter((action) => action === 'reload')],
] as const) {
  if (only !== '' && only !== point) continue;
  await part(point, (rig) => runInterventions({ ...rig, seed, rounds, actions }));
}

/** Runs with a folder of its own; a broken promise becomes the exit code. */
async function part(
  name: string,
  run: (rig: ReturnType<typeof sqliteRig>) => Promise<FaultFigures & { problems?: string[] }>,
): Promise<void> {
  const result = await inFolder((folder) => run(sqliteRig(folder)));
  console.log(JSON.stringify({ part: name, ...result }));
  const isBroken = Object.keys(brokenPromises(result)).length > 0 || (result.problems ?? []).length > 0;
  if (isBroken) process.exitCode = 1;
}
