import type { FaultRig } from './fault-rig.ts';

/** A message comes in this often, while the bot is down too, unless said otherwise. */
const MESSAGE_EVERY_MS = 8;
/** This share of the messages is delivered twice. */
const DELIVERED_TWICE = 0.1;

/** Lets the contacts write, by default about 125 messages a second in all, until it is ended. */
export function beginTraffic(rig: FaultRig, everyMs = MESSAGE_EVERY_MS): { end(): void } {
  const timer = setInterval(() => writeOne(rig), everyMs);
  return { end: () => clearInterval(timer) };
}

function writeOne(rig: FaultRig): void {
  const chatId = rig.chatIds[rig.pick(rig.chatIds.length)] ?? '';
  rig.platform.write(chatId, rig.random.fraction() < DELIVERED_TWICE ? 2 : 1);
}
