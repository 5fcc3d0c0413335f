import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  brokenPromises,
  crashPoints,
  interventions,
  runCrashes,
  runInterventions,
  runKills,
  runOutages,
  seedOfRun,
} from '@chat-imposter/testing/faults';
import { startMongoProcess } from '@chat-imposter/testing/mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { botProgram } from './testing/faults/bot-program.ts';
import { LONGEST_LIFE, type MongoFaultRig, mongoFaultRig } from './testing/faults/mongo-fault-rig.ts';
import { readContent } from './testing/faults/read-content.ts';

const KILLS = 8;
const OUTAGES = 5;

/** The short version of `testing/faults/run-kills.ts`. */
describe('an imposter on MongoDB', { timeout: 120_000 }, () => {
  const seed = seedOfRun();
  let folder: string;
  let rig: MongoFaultRig;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-imposter-faults-'));
    rig = await mongoFaultRig(folder);
  });

  afterEach(async () => {
    await rig.end();
    await rm(folder, { recursive: true, force: true });
  });

  it(`loses nothing, answers nothing twice, and keeps the order over ${KILLS} kills at random moments`, async () => {
    const result = await runKills({ ...rig, seed, kills: KILLS, longestLife: LONGEST_LIFE });
    expect(brokenPromises(result), JSON.stringify(result)).toEqual({});
    expect(result.sent).toBeGreaterThan(KILLS);
  });

  it(`does the same over ${OUTAGES} kills of the server, while it lives on`, async () => {
    await using server = await startMongoProcess({ journal: join(folder, 'journal') });
    const result = await runOutages({
      program: botProgram(server.url, folder),
      readStore: () => readContent(server.url),
      seed,
      outages: OUTAGES,
      fail: () => server.kill(),
      recover: () => server.start(),
    });
    expect(brokenPromises(result), JSON.stringify(result)).toEqual({});
    expect(result).toMatchObject({ resent: 0, parked: 0 });
    expect(result.sent).toBeGreaterThan(OUTAGES);
  });

  it(`takes up each message where it was, after a death at each of ${crashPoints.join(', ')}`, async () => {
    const result = await runCrashes({ ...rig, seed, rounds: 1 });
    expect(result.problems, `seed ${seed}`).toEqual([]);
    expect({ ...brokenPromises(result), parked: result.parked }, JSON.stringify(result)).toEqual({
      parked: 0,
    });
  });

  it.each([
    ['sends nothing more of what was cleared or unlinked', interventions.filter((name) => name !== 'reload')],
    ['works with the old configuration or the new one, never with both', ['reload'] as const],
  ])('%s', async (_, actions) => {
    const result = await runInterventions({ ...rig, seed, rounds: 1, actions });
    expect(result.problems, `seed ${seed}`).toEqual([]);
    expect({ ...brokenPromises(result), parked: result.parked }, JSON.stringify(result)).toEqual({
      parked: 0,
    });
  });
});
