import {
  brokenPromises,
  crashPoints,
  type Intervention,
  interventions,
  type Mistake,
  runCrashes,
  runInterventions,
  runKills,
  runRedeliveries,
  seedOfRun,
} from '@chat-imposter/testing/faults';
import { describe, expect, it } from 'vitest';
import { sqliteRig } from './testing/faults/sqlite-rig.ts';
import { inFolder } from './testing/test-folder.ts';

const KILLS = 25;
/** Deaths at each crash point. */
const CRASH_ROUNDS = 3;
/** How often each intervention meets each stage of a turn: once in the middle, once when it has resolved. */
const INTERVENTION_ROUNDS = 2;
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
    `takes up each message where it was, after ${CRASH_ROUNDS} deaths at each of ${crashPoints.join(', ')}`,
    async () => {
      const result = await inFolder((folder) =>
        runCrashes({ ...sqliteRig(folder), seed, rounds: CRASH_ROUNDS }),
      );
      print(result);
      expect(result.problems, `seed ${seed}`).toEqual([]);
      expect({ ...brokenPromises(result), parked: result.parked }, JSON.stringify(result)).toEqual({
        parked: 0,
      });
      expect(result.asExpected).toBe(CRASH_ROUNDS * crashPoints.length);
    },
    TIMEOUT_MS,
  );

  it.each<[string, readonly Intervention[]]>([
    [
      'sends nothing more of what was cleared or unlinked (C10)',
      interventions.filter((name) => name !== 'reload'),
    ],
    ['works with the old configuration or the new one, never with both (C11)', ['reload']],
  ])(
    '%s',
    async (_, actions) => {
      const result = await inFolder((folder) =>
        runInterventions({ ...sqliteRig(folder), seed, rounds: INTERVENTION_ROUNDS, actions }),
      );
      print(result);
      expect(result.problems, `seed ${seed}`).toEqual([]);
      expect({ ...brokenPromises(result), parked: result.parked }, JSON.stringify(result)).toEqual({
        parked: 0,
      });
      expect(result.resolved, `seed ${seed}`).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it(
    'answers a message once that comes again and again, after a restart and a day later too',
    async () => {
      const result = await inFolder((folder) => runRedeliveries({ ...sqliteRig(folder), seed }));
      print({ seed, ...result });
      expect(brokenPromises(result), JSON.stringify({ seed, ...result })).toEqual({});
      expect(result, `seed ${seed}`).toMatchObject({ sent: 20, calls: 20, resent: 0, parked: 0 });
    },
    TIMEOUT_MS,
  );
});

/** Enough for each of them to be found out every time. */
const ROUNDS_OF_THE_MISTAKEN = 2;
/** Runs in which a mistake of an operator's action is looked for until it shows. */
const MOST_RUNS = 10;

describe('the harness', () => {
  const rounds = ROUNDS_OF_THE_MISTAKEN;
  const seed = seedOfRun();

  it.each<[Mistake, 'C0' | 'C7', 'lost' | 'twice']>([
    ['acknowledges_early', 'C0', 'lost'],
    ['new_id_each_send', 'C7', 'twice'],
  ])(
    'finds out a bot that makes the mistake %s, after deaths at %s, by the figure %s',
    async (mistake, point, figure) => {
      const result = await inFolder((folder) =>
        runCrashes({ ...sqliteRig(folder), seed, rounds, mistake, points: [point] }),
      );
      print({ mistake, ...result });
      expect(result[figure], JSON.stringify(result)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it.each<[Mistake, Intervention]>([
    ['forgets_clearing', 'clear_contact'],
    ['forgets_clearing', 'unlink'],
    ['mixes_configurations', 'reload'],
  ])(
    'finds out a bot that makes the mistake %s, by the intervention %s',
    async (mistake, action) => {
      const problems: string[] = [];
      // A turn must be on its way when the action comes, and be caught at the right moment: that takes luck.
      for (let run = 0; run < MOST_RUNS && problems.length === 0; run += 1) {
        const result = await inFolder((folder) =>
          runInterventions({ ...sqliteRig(folder), seed: seed + run, rounds, mistake, actions: [action] }),
        );
        print({ mistake, ...result });
        problems.push(...result.problems);
      }
      expect(problems).not.toEqual([]);
    },
    2 * TIMEOUT_MS,
  );
});

function print(result: object): void {
  console.log(JSON.stringify(result));
}
