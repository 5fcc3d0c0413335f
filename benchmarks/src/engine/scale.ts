import type { TrackedWorkload } from './workload/tracked-workload.ts';

/** How much is measured. */
export interface Scale {
  /** Of fresh processes in turn. */
  rounds: number;
  /** Messages before the clock starts; 5,500 fill every conversation to its limits. */
  warmUp: number;
  /** Messages while the clock runs. */
  messages: number;
  /** Lengths of a queue. */
  queued: readonly number[];
  /** Lengths of a conversation. */
  conversations: readonly number[];
  bots: number;
  /** How long is waited while nothing happens, milliseconds. */
  idleMs: number;
  /** Messages of tracked groups. */
  tracked: TrackedWorkload;
  /** The heap is measured after so many messages, and again. */
  heapAfter: readonly [first: number, last: number];
}

export const FULL: Scale = {
  rounds: 5,
  warmUp: 5_500,
  messages: 11_000,
  queued: [10, 1_000, 10_000, 100_000, 1_000_000],
  conversations: [10, 1_000, 100_000],
  bots: 1_000,
  idleMs: 10_000,
  tracked: { groups: 1_000, messagesEach: 1_000 },
  heapAfter: [10_000, 100_000],
};

/** Less than a minute: enough to see whether something broke, not to compare. */
export const SHORT: Scale = {
  rounds: 2,
  warmUp: 1_100,
  messages: 2_200,
  queued: [10, 1_000, 1_000_000],
  conversations: [10, 10_000],
  bots: 1_000,
  idleMs: 1_000,
  tracked: { groups: 50, messagesEach: 1_000 },
  heapAfter: [5_500, 11_000],
};
