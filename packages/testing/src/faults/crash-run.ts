import { checkHistory } from './check-history.ts';
import { type CrashPoint, crashPoints } from './crash-point.ts';
import { wrongTraces } from './crash-traces.ts';
import type { FaultFigures } from './history.ts';
import type { BotProcess } from './rig/bot-process.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';

const CHATS = 6;
/** The process dies at one of the first passages; every chat passes every point at least once. */
const LATEST_PASSAGE = 4;
/** What comes while something is recorded is recorded together, so that there are two records at least. */
const LATEST_RECORD = 2;

/** A run of crashes. */
export interface CrashRunOptions extends Omit<FaultRigOptions, 'chats' | 'parts'> {
  /** How often the process dies at each point. */
  rounds: number;
  /** Default: all. */
  points?: readonly CrashPoint[];
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface CrashRunResult extends FaultFigures {
  seed: number;
  crashes: number;
  /** Crashes after which everything was as it should be. */
  asExpected: number;
  /** What was not, one line each. */
  problems: string[];
}

/**
 * Lets a bot die at each crash point again and again, looks at what is on disk, and lets the next life finish the work
 * before the next crash.
 */
export async function runCrashes(options: CrashRunOptions): Promise<CrashRunResult> {
  const { seed, rounds, points = crashPoints } = options;
  const rig = new FaultRig({ ...options, chats: CHATS, parts: 'several' });
  const problems: string[] = [];
  let asExpected = 0;
  await rig.warmUp();
  let bot = rig.start();
  for (let crash = 0; crash < rounds * points.length; crash += 1) {
    const outcome = await crashOnce(rig, bot, points[crash % points.length] ?? 'C3');
    bot = outcome.bot;
    problems.push(...outcome.problems);
    if (outcome.problems.length === 0) asExpected += 1;
  }
  await bot.stop();
  const figures = checkHistory(await rig.history());
  return { seed, crashes: rounds * points.length, asExpected, problems, ...figures };
}

async function crashOnce(
  rig: FaultRig,
  bot: BotProcess,
  point: CrashPoint,
): Promise<{ bot: BotProcess; problems: string[] }> {
  await bot.connected;
  const latest = point === 'C0' || point === 'C2' ? LATEST_RECORD : LATEST_PASSAGE;
  const crashed = rig.crashAt(bot, point, 1 + rig.pick(latest));
  for (const chatId of rig.chatIds) {
    for (let count = 1 + rig.pick(2); count > 0; count -= 1) rig.platform.write(chatId);
  }
  const { chatId, messageId } = await crashed;
  const atCrash = await rig.history();
  const next = rig.start();
  await next.connected;
  await rig.quiet();
  const crash = { point, chatId, messageId: messageId ?? '', atCrash, later: rig.seen() };
  return { bot: next, problems: wrongTraces(crash) };
}
