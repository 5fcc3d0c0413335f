import type { PeriodMessage } from '@chat-imposter/core';
import {
  groupIdOf,
  messagesOf,
  newestOf,
  type ReadNewestPeriod,
  type TrackedWorkload,
} from '../workload/tracked-workload.ts';

interface Group {
  times: number[];
  messages: PeriodMessage[];
}

/**
 * What one writes by hand: two arrays for each group, and a search by halves for both ends of a period that is known.
 * @param isCopied whether the caller gets messages of its own; else what it does to them is done to what is kept
 */
export function createPeriodOfArrays(workload: TrackedWorkload, isCopied: boolean): ReadNewestPeriod {
  const groups = new Map<string, Group>();
  for (let group = 0; group < workload.groups; group++) {
    const messages = messagesOf(group, workload).map((message) => ({ ...message, isLate: false }));
    const times = messages.map(({ originatingTime }) => originatingTime ?? 0);
    groups.set(groupIdOf(group), { times, messages });
  }
  const { start, end } = newestOf(workload);
  return async (group) => {
    const { times, messages } = groups.get(groupIdOf(group)) as Group;
    const found = messages.slice(firstAfter(times, start), firstAfter(times, end));
    return isCopied ? found.map(copy) : found;
  };
}

function firstAfter(times: readonly number[], instant: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

function copy(message: PeriodMessage): PeriodMessage {
  const { sender } = message;
  return { ...message, sender: { ...sender, alternateIdentifiers: [...sender.alternateIdentifiers] } };
}
