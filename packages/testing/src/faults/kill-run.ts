import { setTimeout as pause } from 'node:timers/promises';
import { checkHistory } from './check-history.ts';
import type { FaultFigures } from './history.ts';
import type { BotProcess } from './rig/bot-process.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';

/** A message comes in this often, while the bot is down too. */
const MESSAGE_EVERY_MS = 8;
/** This share of the messages is delivered twice. */
const DELIVERED_TWICE = 0.1;
/** This share of the kills comes while the bot starts. */
const KILLED_AT_START = 0.15;
const LONGEST_START_MS = 250;
/** The other kills come within this many messages to the rig after the start, so that they fall into the work on any machine, */
const LONGEST_LIFE_MESSAGES = 120;
/** and as much later, to fall between the messages as well. */
const LONGEST_DELAY_MS = 4;

/** A run of kills. */
export interface KillRunOptions extends FaultRigOptions {
  kills: number;
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
  const begin = performance.now();
  const rig = new FaultRig(options);
  await rig.warmUp();
  const traffic = setInterval(() => writeOne(rig), MESSAGE_EVERY_MS);
  try {
    for (let kill = 0; kill < options.kills; kill += 1) await liveAndDie(rig, rig.start());
  } finally {
    clearInterval(traffic);
  }
  const last = rig.start();
  await last.connected;
  await rig.quiet();
  await last.stop();
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const { seed, kills } = options;
  return { seed, kills, seconds, ...checkHistory(rig.history()), failures: [...new Set(rig.failures)] };
}

function writeOne(rig: FaultRig): void {
  const chatId = rig.chatIds[rig.pick(rig.chatIds.length)] ?? '';
  rig.platform.write(chatId, rig.random.fraction() < DELIVERED_TWICE ? 2 : 1);
}

async function liveAndDie(rig: FaultRig, bot: BotProcess): Promise<void> {
  if (rig.random.fraction() < KILLED_AT_START) {
    await pause(rig.random.fraction() * LONGEST_START_MS);
  } else {
    await bot.connected;
    await bot.hasTold(1 + rig.pick(LONGEST_LIFE_MESSAGES));
    await pause(rig.random.fraction() * LONGEST_DELAY_MS);
  }
  await bot.kill();
}
