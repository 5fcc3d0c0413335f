import { setTimeout as pause } from 'node:timers/promises';
import type { Random, Store, StoredMessage } from '@chat-imposter/core';
import type { Mistake } from '../bot-protocol.ts';
import type { CrashSwitch } from './crash-switch.ts';
import type { Operator } from './operator.ts';
import type { PlannedMessages } from './planned-messages.ts';
import type { WriteWatcher } from './watched-store.ts';

/** A write takes up to twice this longer than it would, so that many a kill falls into one, or just before or after. */
const LONGEST_PAUSE_MS = 2;

/** Lets every write take a while, and tells what it is on the way of. */
export function slowWrites(crash: CrashSwitch, operator: Operator, random: Random): WriteWatcher {
  return async ({ passings = [], isOperators = false }, run) => {
    for (const { before, chatId, messageId } of passings) await crash.pass(before, chatId, messageId);
    if (isOperators) await operator.side();
    await pause(random.fraction() * LONGEST_PAUSE_MS);
    const result = await run();
    if (isOperators) await operator.side();
    for (const { stage, chatId } of passings) operator.reached(stage, chatId);
    for (const { after, chatId, messageId } of passings) await crash.pass(after, chatId, messageId);
    await pause(random.fraction() * LONGEST_PAUSE_MS);
    return result;
  };
}

/** The same store; which messages the turns are about is told, and a mistake in it is made. */
export function overheardStore(store: Store, planned: PlannedMessages, mistake: Mistake | undefined): Store {
  const heard = <Rows extends readonly (StoredMessage | null)[]>(rows: Rows): Rows => {
    planned.know(rows);
    return rows;
  };
  const forgets = mistake === 'forgets_clearing';
  const { messages, turns } = store;
  return {
    ...store,
    messages: {
      ...messages,
      accept: async (...args) => heard(await messages.accept(...args)),
      queue: async (...args) => heard(await messages.queue(...args)),
      settle: async (...args) => (forgets ? undefined : messages.settle(...args)),
    },
    turns: {
      ...turns,
      plan: (lease, plans) => {
        for (const turn of plans) planned.plan(turn);
        return turns.plan(lease, plans);
      },
      decide: async (lease, decisions) =>
        forgets && decisions.every(({ parts }) => parts.length === 0)
          ? undefined
          : turns.decide(lease, decisions),
    },
  };
}
