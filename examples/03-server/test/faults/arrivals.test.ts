import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../server-process.ts';
import { arrivalPoints } from './arrival-protocol.ts';
import { runArrivals } from './arrival-run.ts';

/** Deaths at each point with each type of encryption. */
const ROUNDS = 1;
const TIMEOUT_MS = 120_000;
/** Enough for a mistake to be found out every time. */
const mistaken = { rounds: 1, types: ['pkmsg'] } as const;

const seed = Number(process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31));

describe('A bot on WhatsApp whose process is killed while a message comes in', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => folder.remove());

  it.each(arrivalPoints)(
    'records it once and answers it once, after deaths at %s',
    async (point) => {
      const result = await runArrivals({ point, rounds: ROUNDS, seed, folder: folder.path });
      console.log(JSON.stringify(result));
      expect(result, `seed ${seed}`).toMatchObject({
        problems: [],
        crashes: 2 * ROUNDS,
        asExpected: 2 * ROUNDS,
        ...{ lost: 0, recordedTwice: 0, unanswered: 0, twice: 0 },
      });
    },
    TIMEOUT_MS,
  );

  it(
    'is found out when it lets WhatsApp forget a message before it is recorded',
    async () => {
      const mistake = 'receipts_early';
      const result = await runArrivals({ ...mistaken, point: 'C0', seed, folder: folder.path, mistake });
      console.log(JSON.stringify({ mistake, ...result }));
      expect(result.lost, `seed ${seed}`).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it(
    'is found out when it forgets what it has decrypted',
    async () => {
      const mistake = 'forgets_decrypted';
      const result = await runArrivals({ ...mistaken, point: 'C2', seed, folder: folder.path, mistake });
      console.log(JSON.stringify({ mistake, ...result }));
      expect(result.asExpected, `seed ${seed}`).toBeLessThan(result.crashes);
    },
    TIMEOUT_MS,
  );
});
