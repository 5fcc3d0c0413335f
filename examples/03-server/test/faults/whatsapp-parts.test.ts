import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../server-process.ts';
import { whatsAppParts } from './whatsapp-parts.ts';

/** How much of each part of the long run is run here; the rest of them is the same. */
const counts: readonly [keyof typeof whatsAppParts, number][] = [
  ['killed after the commit', 2],
  ['cut after the commit', 10],
  ['backlog', 200],
  ['killed under load', 5],
  ['delivered again', 20],
  ['cut sends', 20],
];
/** A run takes some seconds; a machine that others use as well may take many times as long. */
const TIMEOUT_MS = 300_000;

const seed = Number(process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31));

describe('A bot on WhatsApp', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    folder = await temporaryFolder();
  });

  afterAll(() => folder.remove());

  it.each(counts)(
    'keeps its promises: %s, %i times',
    async (part, count) => {
      const { figures, broken } = await whatsAppParts[part](
        { seed, folder: folder.path, isTimed: false },
        count,
      );
      console.log(JSON.stringify({ part, seed, ...figures }));
      expect(broken, `seed ${seed}`).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
