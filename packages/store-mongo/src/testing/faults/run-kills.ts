import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  brokenPromises,
  type FaultFigures,
  interventions,
  runCrashes,
  runInterventions,
  runKills,
  runOutages,
  seedOfRun,
} from '@chat-imposter/testing/faults';
import { startMongoProcess } from '@chat-imposter/testing/mongodb';
import { botProgram } from './bot-program.ts';
import { LONGEST_LIFE, mongoFaultRig } from './mongo-fault-rig.ts';
import { readContent } from './read-content.ts';

/*
 * The long run: kills a bot on a MongoDB store `--kills` times at random moments (default 300); kills the server `--outages`
 * times (default 100) under a bot that lives on; then lets the bot die `--rounds` times (default 10) at each crash point,
 * and in each stage of a turn that an operator meddles with. Prints the seed and the figures of each part as a line of
 * JSON, and ends with 1 when a promise was broken.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    kills: { type: 'string', default: '300' },
    outages: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string' },
  },
});
const seed = values.seed === undefined ? seedOfRun() : Number(values.seed);
const rounds = Number(values.rounds);
console.log(`seed ${seed}`);

await part('kills of the bot', (folder) =>
  withServer(folder, (rig) =>
    runKills({ ...rig, seed, kills: Number(values.kills), longestLife: LONGEST_LIFE }),
  ),
);
await part('kills of the server', (folder) => killServers(folder, Number(values.outages)));
if (rounds > 0) {
  await part('crashes', (folder) => withServer(folder, (rig) => runCrashes({ ...rig, seed, rounds })));
  for (const [point, actions] of [
    ['C10', interventions.filter((action) => action !== 'reload')],
    ['C11', interventions.filter((action) => action === 'reload')],
  ] as const) {
    await part(point, (folder) =>
      withServer(folder, (rig) => runInterventions({ ...rig, seed, rounds, actions })),
    );
  }
}

async function withServer<Result>(
  folder: string,
  run: (rig: Awaited<ReturnType<typeof mongoFaultRig>>) => Promise<Result>,
): Promise<Result> {
  const rig = await mongoFaultRig(folder);
  try {
    return await run(rig);
  } finally {
    await rig.end();
  }
}

async function killServers(folder: string, outages: number) {
  await using server = await startMongoProcess({ journal: join(folder, 'journal') });
  return await runOutages({
    program: botProgram(server.url, folder),
    readStore: () => readContent(server.url),
    seed,
    outages,
    fail: () => server.kill(),
    recover: () => server.start(),
  });
}

/** Runs with a folder of its own; a broken promise becomes the exit code. */
async function part(
  name: string,
  run: (folder: string) => Promise<FaultFigures & { problems?: string[] }>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-imposter-faults-'));
  const result = await run(folder);
  await rm(folder, { recursive: true, force: true });
  console.log(JSON.stringify({ part: name, ...result }));
  const isBroken = Object.keys(brokenPromises(result)).length > 0 || (result.problems ?? []).length > 0;
  if (isBroken) process.exitCode = 1;
}
