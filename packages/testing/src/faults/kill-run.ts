import { setTimeout as pause } from 'node:timers/promises';
import { checkHistory } from './check-history.ts';
import type { FaultFigures } from './history.ts';
import type { BotProcess } from './rig/bot-process.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';
import { beginTraffic } from './rig/traffic.ts';

/** This share of the kills comes while the bot starts. */
const KILLED_AT_START = 0.15;
const LONGEST_START_MS = 250;
/** A kill comes up to so much later than a message to the rig, to fall between the messages as well. */
const LONGEST_DELAY_MS = 4;

/** A run of kills. */
export interface KillRunOptions extends FaultRigOptions {
  kills: number;
  /**
   * The kills that do not come while the bot starts come within this many messages to the rig, so that they fall into the
   * work on any machine. Where a store is slower, a bot that has much to take up needs more to come to its answers.
   * Default: 120.
   */
  longestLife?: number;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface KillRunResult extends FaultFigures {
  seed: number;
  kills: number;
  seconds: number;
  /** What the bots reported; a turn that was given up is among it. */
  failures: string[];
}

/**
 * Kills a bot again and again at random moments, while 20 contacts write about 125 messages a second in all, then lets
 * it finish its work and compares the three histories.
 */
export async function runKills(options: KillRunOptions): Promise<KillRunResult> {
  const { seed, kills, longestLife = 120 } = options;
  const begin = performance.now();
  const rig = new FaultRig(options);
  await rig.warmUp();
  const traffic = beginTraffic(rig);
  try {
    for (let kill = 0; kill < kills; kill += 1) await liveAndDie(rig, rig.start(), longestLife);
  } finally {
    traffic.end();
  }
  const last = rig.start();
  await last.connected;
  await rig.quiet();
  await last.stop();
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  return { seed, kills, seconds, ...checkHistory(await rig.history()), failures: [...new Set(rig.failures)] };
}

async function liveAndDie(rig: FaultRig, bot: BotProcess, longestLife: number): Promise<void> {
  if (rig.random.fraction() < KILLED_AT_START) {
    await pause(rig.random.fraction() * LONGEST_START_MS);
  } else {
    await bot.connected;
    await bot.hasTold(1 + rig.pick(longestLife));
    await pause(rig.random.fraction() * LONGEST_DELAY_MS);
  }
  await bot.kill();
}
