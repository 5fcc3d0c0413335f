import type { StoredMessage } from '@chat-imposter/core';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { importInternal } from '../../harness/import-internal.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { median, spread } from '../../statistics.ts';
import { type Target, threeDigits } from '../../target.ts';
import type { Scale } from '../scale.ts';
import { LIMITS } from '../workload/workload.ts';

/** What is timed: a queue alone, or among the queues of its bot. */
export type QueueName = 'CorrespondentQueue' | 'UserQueue';

/** One run. */
export interface QueueAppendOptions {
  queue: QueueName;
  /** How many messages are queued while the clock runs. */
  stored: number;
}

/** The part of both queues that is timed. */
interface Queue {
  add(message: StoredMessage & { id: number }, now: number): readonly unknown[];
}

type QueueClass = new (limits: typeof LIMITS) => Queue;

const FILES = {
  CorrespondentQueue: 'queue/correspondent-queue.ts',
  UserQueue: 'queue/user-queue.ts',
} as const;

/** Cost is amortised: the clock runs while a queue renews itself completely at least twice, and at least this often. */
const LEAST_APPENDS = 200_000;

/** Fills a queue to its limit, then appends to it, so that each append evicts one. CPU time of one append. */
export async function sampleQueueAppend({
  queue: name,
  stored,
}: QueueAppendOptions): Promise<{ cpuMicroseconds: number }> {
  const classes = await importInternal<Record<QueueName, QueueClass>>(FILES[name]);
  const limits = { ...LIMITS, max_messages: stored, max_characters: Number.MAX_SAFE_INTEGER };
  const queue = new classes[name](limits);
  const messages = Array.from({ length: 1000 }, (_, index) => message(index + 1));
  const append = (count: number) => {
    let evicted = 0;
    for (let index = 0; index < count; index++) {
      evicted += queue.add(messages[index % messages.length] as StoredMessage & { id: number }, 0).length;
    }
    return evicted;
  };
  append(stored);
  append(LEAST_APPENDS);
  const count = Math.max(LEAST_APPENDS, 2 * stored);
  const begun = process.cpuUsage();
  const evicted = append(count);
  const { user, system } = process.cpuUsage(begun);
  if (evicted !== count) throw new Error(`${evicted} of ${count} messages were evicted.`);
  return { cpuMicroseconds: (user + system) / count };
}

function message(id: number): StoredMessage & { id: number } {
  return {
    id,
    providerMessageId: `m${id}`,
    content: `message ${id}, could you please tell me when the roses arrive?`,
    quoted: null,
    sender: { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: [] },
    source: 'user',
    group: null,
    acceptedTime: 0,
    originatingTime: null,
    correspondentId: 'ann',
    origin: 'live',
    state: 'collected',
    reason: null,
  };
}

/** Appending must cost the same however much is queued. */
export async function measureQueueAppend({ rounds, queued }: Scale): Promise<Target[]> {
  const targets: Target[] = [];
  for (const queue of ['CorrespondentQueue', 'UserQueue'] as const) {
    tell(`append to ${queue}`);
    const samples = await inRounds(queued, rounds, (stored) =>
      sampleFresh<{ cpuMicroseconds: number }>('queue append', { queue, stored }),
    );
    const medians = [...samples.values()].map((each) => median(each.map((one) => one.cpuMicroseconds)));
    const slowest = Math.max(...medians);
    const growth = spread(medians);
    const lengths = `${queued[0]} to ${queued.at(-1)?.toLocaleString('en')} queued`;
    targets.push(
      {
        figure: `append and evict, ${queue}, ${lengths}`,
        measured: `${medians.map(threeDigits).join(', ')} µs`,
        limit: '≤ 0.5 µs',
        isMet: slowest <= 0.5,
      },
      {
        figure: 'the same, slowest by fastest',
        measured: threeDigits(growth),
        limit: '≤ 2',
        isMet: growth <= 2,
      },
    );
  }
  return targets;
}
