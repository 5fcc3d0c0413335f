import { setTimeout as pause } from 'node:timers/promises';
import { createImposter } from '@chat-imposter/core';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { held } from '../../harness/heap.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median } from '../../statistics.ts';
import { kilobytes, type Target, threeDigits } from '../../target.ts';
import { botDocument, USER_ID } from '../candidates/bot-document.ts';
import { createInstantChatProvider } from '../candidates/instant-chat-provider.ts';
import { makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';

/** One run. */
export interface IdleGroupsOptions {
  /** 0: a process that only waits. */
  groups: number;
  waitMs: number;
}

/** What a process takes while nothing happens. */
interface IdleTaken {
  cpuMicroseconds: number;
  heapBytes: number;
}

/** Waits, with a bot on SQLite that tracks groups by the hour, or with nothing. */
export async function sampleIdleGroups({ groups, waitMs }: IdleGroupsOptions): Promise<IdleTaken> {
  if (groups === 0) return wait(waitMs);
  return inTemporaryFolder(async (folder) => {
    const chat = createInstantChatProvider(() => {});
    const imposter = createImposter({ chat: [chat], store: await makeStore('sqlite', folder) });
    await imposter.start({
      ...botDocument({ whitelist: [], collectsOnly: true }),
      periodic_group_tracking: Array.from({ length: groups }, (_, index) => ({
        groupIdentifier: `group-${index}`,
        displayName: `Group ${index}`,
        cronTrackingSchedule: `${index % 60} * * * *`,
      })),
    });
    const taken = await wait(waitMs);
    const tracked = await imposter.trackedGroups(USER_ID);
    if (tracked.length !== groups) throw new Error(`${tracked.length} of ${groups} groups are tracked.`);
    await imposter.close();
    return taken;
  });
}

async function wait(waitMs: number): Promise<IdleTaken> {
  const { heapBytes } = await held();
  const begun = process.cpuUsage();
  await pause(waitMs);
  const { user, system } = process.cpuUsage(begun);
  return { cpuMicroseconds: user + system, heapBytes };
}

/** More would be seen. */
const MOST_MS_PER_SECOND = 1;

/** What tracked groups cost while nothing is said in them. */
export async function measureIdleGroups({ rounds, idleMs }: Scale): Promise<Target[]> {
  tell('idle tracked groups');
  const groups = 1_000;
  const samples = await inRounds([0, groups] as number[], rounds, (count) =>
    sampleFresh<IdleTaken>('idle groups', { groups: count, waitMs: idleMs }),
  );
  const medianOf = (count: number, taken: keyof IdleTaken) =>
    median((samples.get(count) ?? []).map((one) => one[taken]));
  const perSecond = (count: number) => medianOf(count, 'cpuMicroseconds') / idleMs;
  const more = perSecond(groups) - perSecond(0);
  const heap = (medianOf(groups, 'heapBytes') - medianOf(0, 'heapBytes')) / groups;
  return [
    {
      figure: `${groups.toLocaleString('en')} tracked groups in which nothing is said, SQLite`,
      measured:
        `${threeDigits(perSecond(groups))} ms CPU a second, an empty process ${threeDigits(perSecond(0))} ms; ` +
        `${kilobytes(heap)} heap a group, with all of the engine`,
      limit: `≤ ${MOST_MS_PER_SECOND} ms more`,
      isMet: more <= MOST_MS_PER_SECOND,
    },
  ];
}
