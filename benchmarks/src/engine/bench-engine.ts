import { targetTable } from '../target.ts';
import { measureContextBuild } from './measurements/context-build.ts';
import { measureFullQueues } from './measurements/full-queues.ts';
import { measureHeapGrowth } from './measurements/heap-growth.ts';
import { measureIdleBots } from './measurements/idle-bots.ts';
import { measureIdleGroups } from './measurements/idle-groups.ts';
import { measureMessages } from './measurements/messages.ts';
import { measureQueueAppend } from './measurements/queue-append.ts';
import { measureStartUp } from './measurements/start-up.ts';
import { measureTrackingQuery } from './measurements/tracking-query.ts';
import type { Scale } from './scale.ts';

/** Measures the engine without platform and model; the tables are Markdown. */
export async function benchEngine(scale: Scale): Promise<string> {
  const messages = await measureMessages(scale);
  const targets = [
    ...messages.targets,
    ...(await measureQueueAppend(scale)),
    ...(await measureContextBuild(scale)),
    ...(await measureTrackingQuery(scale)),
    ...(await measureIdleBots(scale)),
    ...(await measureIdleGroups(scale)),
    ...(await measureFullQueues(scale)),
    ...(await measureHeapGrowth(scale)),
    ...(await measureStartUp(scale)),
  ];
  return `${messages.markdown}\n\n${targetTable(targets)}`;
}
