import type { Store } from '@chat-imposter/core';
import { groupIdOf, type ReadNewestPeriod } from '../workload/tracked-workload.ts';
import { USER_ID } from './bot-document.ts';

/** What a program asks a store for. */
export function createPeriodOfStore({ tracking }: Store): ReadNewestPeriod {
  return async (group) => {
    for await (const { messages } of tracking.periods(USER_ID, groupIdOf(group), { last: 1 }))
      return messages;
    return [];
  };
}
