import { parseArgs } from 'node:util';
import { brokenPromises, crashPoints, runCrashes, runKills } from '@chat-imposter/testing/faults';
import { inFolder } from '../test-folder.ts';
import { seedOfRun } from './seed.ts';
import { sqliteRig } from './sqlite-rig.ts';

/*
 * The long run: kills a bot on a SQLite store `--kills` times at random moments (default 1000), then lets it die
 * `--rounds` times (default 20) at each crash point, or only at the one named by IMPOSTER_CRASH_AT. Prints the figures
 * as lines of JSON, and ends with 1 when a promise was broken.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    kills: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string' },
  },
});
const seed = values.seed === undefined ? seedOfRun() : Number(values.seed);
const only = crashPoints.filter((point) => point === process.env.IMPOSTER_CRASH_AT);
console.log(`seed ${seed}`);

const kills = await inFolder((folder) =>
  runKills({ ...sqliteRig(folder), seed, kills: Number(values.kills) }),
);
console.log(JSON.stringify(kills));
const crashes = await inFolder((folder) =>
  runCrashes({
    ...sqliteRig(folder),
    seed,
    rounds: Number(values.rounds),
    ...(only.length > 0 ? { points: only } : {}),
  }),
);
console.log(JSON.stringify(crashes));
const broken = [brokenPromises(kills), brokenPromises(crashes)].flatMap((figures) => Object.keys(figures));
process.exitCode = broken.length > 0 || crashes.asExpected < crashes.crashes ? 1 : 0;
