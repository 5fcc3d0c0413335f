import type { PeriodMessage, Store, TrackedMessage } from '@chat-imposter/core';
import { USER_ID } from '../candidates/bot-document.ts';

const MINUTE_MS = 60_000;

/** How many messages a period has; they are a minute apart. */
export const PERIOD_MESSAGES = 60;

const PERIOD_MS = PERIOD_MESSAGES * MINUTE_MS;
const BEGIN = Date.UTC(2026, 10, 1);
const MEMBERS = 20;

/** Groups in which somebody writes every minute. */
export interface TrackedWorkload {
  groups: number;
  messagesEach: number;
}

/** Reads the messages of the newest period of a group, by the number of the group. */
export type ReadNewestPeriod = (group: number) => Promise<readonly PeriodMessage[]>;

/** A group of the workload by its number. */
export function groupIdOf(group: number): string {
  return `1203630000${String(group).padStart(8, '0')}@g.us`;
}

/** The messages of a group in the order of their time; the last one is said when the newest period ends. */
export function messagesOf(group: number, { messagesEach }: TrackedWorkload): TrackedMessage[] {
  return Array.from({ length: messagesEach }, (_, index) => {
    const phone = `1555${String(group % 1000).padStart(4, '0')}${String(index % MEMBERS).padStart(3, '0')}`;
    const time = BEGIN + (index + 1) * MINUTE_MS;
    return {
      sender: {
        identifier: `${phone}@s.whatsapp.net`,
        displayName: `Member ${index % MEMBERS}`,
        alternateIdentifiers: [`9${phone}@lid`],
      },
      content: `message ${index} of group ${group}, could you please tell me when the roses arrive?`,
      acceptedTime: time + 412,
      originatingTime: time,
      providerMessageId: `3EB0${group.toString(16).padStart(8, '0')}${index.toString(16).padStart(8, '0')}`,
    };
  });
}

/** Where the periods of each group end, in order. */
function endsOf({ messagesEach }: TrackedWorkload): number[] {
  const last = BEGIN + messagesEach * MINUTE_MS;
  const count = Math.ceil(messagesEach / PERIOD_MESSAGES);
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * PERIOD_MS);
}

/** Where the newest period of each group begins and ends. */
export function newestOf(workload: TrackedWorkload): { start: number; end: number } {
  const end = endsOf(workload).at(-1) ?? Number.NaN;
  return { start: end - PERIOD_MS, end };
}

/** Records everything and cuts it into periods. */
export async function fillTracking({ tracking, leases }: Store, workload: TrackedWorkload): Promise<void> {
  const lease = await leases.acquire(USER_ID, 'benchmark');
  if (lease === null) throw new Error('The bot runs elsewhere.');
  const ends = endsOf(workload);
  const windowStart = (ends[0] ?? Number.NaN) - PERIOD_MS;
  const groups = Array.from({ length: workload.groups }, (_, group) => {
    const party = { identifier: groupIdOf(group), displayName: `Group ${group}`, alternateIdentifiers: [] };
    return { group: party, schedule: '0 * * * *', windowStart };
  });
  await tracking.track(lease, groups, BEGIN);
  for (let group = 0; group < workload.groups; group++) {
    await tracking.record(lease, groupIdOf(group), messagesOf(group, workload));
    await tracking.cut(lease, groupIdOf(group), ends, Date.now());
  }
  await leases.release(lease);
}

/** @throws Error unless these are the messages of the newest period of a group */
export function assertNewest(
  group: number,
  workload: TrackedWorkload,
  messages: readonly PeriodMessage[],
): void {
  const last = workload.messagesEach - 1;
  const begin = (index: number) => `message ${index} of group ${group},`;
  const isRight =
    messages.length === PERIOD_MESSAGES &&
    messages[0]?.content.startsWith(begin(last - PERIOD_MESSAGES + 1)) === true &&
    messages.at(-1)?.content.startsWith(begin(last)) === true &&
    messages.at(-1)?.sender.alternateIdentifiers.length === 1;
  if (!isRight) throw new Error(`Not the newest ${PERIOD_MESSAGES} messages of group ${group}.`);
}
