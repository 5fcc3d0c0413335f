import { checkHistory } from './check-history.ts';
import type { FaultFigures } from './history.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';

/** Copies of one message that a Baileys host was seen to get (evolution-api issue 2716). */
const MANY = 837;
const SOME = 3;
const A_DAY_LATER_MS = 25 * 60 * 60 * 1000;

/**
 * Delivers one message of each contact several times, one of them very often: while the bot runs, after a restart, and
 * to a bot whose clock is a day ahead.
 */
export async function runRedeliveries(options: FaultRigOptions): Promise<FaultFigures> {
  const rig = new FaultRig(options);
  await live(rig, {}, () => {
    for (const [index, chatId] of rig.chatIds.entries())
      rig.platform.write(chatId, index === 0 ? MANY : SOME);
  });
  for (const clockAheadMs of [0, A_DAY_LATER_MS]) await live(rig, { clockAheadMs }, () => deliverAgain(rig));
  return checkHistory(await rig.history());
}

/** One life of the bot, from its start to a proper end, in which something is delivered. */
async function live(rig: FaultRig, more: { clockAheadMs?: number }, deliver: () => void): Promise<void> {
  const bot = rig.start(more);
  await bot.connected;
  deliver();
  await rig.quiet();
  await bot.stop();
}

function deliverAgain({ platform }: FaultRig): void {
  for (const message of platform.sent) {
    for (let time = 0; time < SOME; time += 1) platform.deliver(message);
  }
}
