import { setTimeout as pause } from 'node:timers/promises';
import { checkHistory } from './check-history.ts';
import type { FaultFigures } from './history.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';
import { beginTraffic } from './rig/traffic.ts';

/** How long all is well between two outages, at most, and how long one lasts. */
const LONGEST_CALM_MS = 2_000;
const LONGEST_OUTAGE_MS = 400;
/** A message comes in this often: with more of them a server takes longer to start than the bot waits for it. */
const MESSAGE_EVERY_MS = 40;
/** Longer than a call that the driver never ends is waited for, and than a bot rests before it writes again. */
const SILENCE_MS = 35_000;

/** A run of outages. */
export interface OutageRunOptions extends FaultRigOptions {
  outages: number;
  /** Ends what the store works on without a warning. */
  fail: () => Promise<void>;
  /** Brings it back. */
  recover: () => Promise<void>;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface OutageRunResult extends FaultFigures {
  seed: number;
  outages: number;
  seconds: number;
  /** What the bot reported. */
  failures: string[];
}

/**
 * Takes away what the store works on, again and again at random moments, while a bot lives and 20 contacts write about
 * 25 messages a second in all; then lets it finish its work and compares the three histories.
 */
export async function runOutages(options: OutageRunOptions): Promise<OutageRunResult> {
  const begin = performance.now();
  const { seed, outages, fail, recover } = options;
  const rig = new FaultRig(options);
  const bot = rig.start();
  await bot.connected;
  const traffic = beginTraffic(rig, MESSAGE_EVERY_MS);
  try {
    for (let outage = 0; outage < outages; outage += 1) {
      await pause(rig.random.fraction() * LONGEST_CALM_MS);
      await fail();
      await pause(rig.random.fraction() * LONGEST_OUTAGE_MS);
      await recover();
    }
  } finally {
    traffic.end();
  }
  await rig.quiet(SILENCE_MS);
  await bot.stop();
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const figures = checkHistory(await rig.history());
  return { seed, outages, seconds, ...figures, failures: [...new Set(rig.failures)] };
}
