import {
  brokenPromises,
  crashPoints,
  type Mistake,
  runCrashes,
  runKills,
  runRedeliveries,
} from '@chat-imposter/testing/faults';
import { describe, expect, it } from 'vitest';
import { seedOfRun } from './testing/faults/seed.ts';
import { sqliteRig } from './testing/faults/sqlite-rig.ts';
import { inFolder } from './testing/test-folder.ts';

const KILLS = 25;
const ROUNDS = 5;
/** In more than a dozen runs of so many, at least 8 messages were answered twice, or 40 lost. */
const KILLS_OF_THE_MISTAKEN = 6;
const TIMEOUT_MS = 90_000;

describe('an imposter on SQLite whose process is killed', () => {
  const seed = seedOfRun();

  it(
    `loses nothing, answers nothing twice, and keeps the order over ${KILLS} kills at random moments`,
    async () => {
      const result = await inFolder((folder) => runKills({ ...sqliteRig(folder), seed, kills: KILLS }));
      print(result);
      expect(brokenPromises(result), JSON.stringify(result)).toEqual({});
      expect(result.sent).toBeGreaterThan(KILLS);
    },
    TIMEOUT_MS,
  );

  it(
    `takes up each message where it was, after ${ROUNDS} deaths at each of ${crashPoints.join(', ')}`,
    async () => {
      const result = await inFolder((folder) => runCrashes({ ...sqliteRig(folder), seed, rounds: ROUNDS }));
      print(result);
      expect(result.problems, `seed ${seed}`).toEqual([]);
      expect({ ...brokenPromises(result), parked: result.parked }, `seed ${seed}`).toEqual({ parked: 0 });
      expect(result.asExpected).toBe(ROUNDS * crashPoints.length);
    },
    TIMEOUT_MS,
  );

  it(
    'answers a message once that comes again and again, after a restart and a day later too',
    async () => {
      const result = await inFolder((folder) => runRedeliveries({ ...sqliteRig(folder), seed }));
      print({ seed, ...result });
      expect(brokenPromises(result), `seed ${seed}`).toEqual({});
      expect(result, `seed ${seed}`).toMatchObject({ sent: 20, calls: 20, resent: 0, parked: 0 });
    },
    TIMEOUT_MS,
  );

  it.each<[Mistake, 'lost' | 'twice']>([
    ['acknowledges_early', 'lost'],
    ['new_id_each_send', 'twice'],
  ])(
    'would be found out if it made the mistake %s, by the figure %s',
    async (mistake, figure) => {
      const result = await inFolder((folder) =>
        runKills({ ...sqliteRig(folder), seed, mistake, kills: KILLS_OF_THE_MISTAKEN }),
      );
      print({ mistake, ...result });
      expect(result[figure], JSON.stringify(result)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

function print(result: object): void {
  console.log(JSON.stringify(result));
}
