import type { Lease } from './lease.ts';
import type { Party } from './message.ts';

/** A group whose messages are collected in periods. */
export interface TrackedGroup {
  /** The group as it is shown. */
  group: Party;
  /** When a period ends and the next begins: a cron expression. */
  schedule: string;
}

/** What is kept of the tracking of a group. */
export interface GroupTracking extends TrackedGroup {
  /** Whether it is tracked now. Else only its periods are left. */
  isTracked: boolean;
  /**
   * Where the open window begins, epoch milliseconds: the end of the period that was cut last, or where tracking began.
   * There is no open window in a group that is not tracked: then it is the end of its newest period.
   */
  windowStart: number;
}

/** A message of a tracked group, as it arrived. */
export interface TrackedMessage {
  sender: Party;
  /** The whole text, at most 64 KB. */
  content: string;
  acceptedTime: number;
  /** The platform's own time of the message; null when it gave none, then the time of acceptance counts. */
  originatingTime: number | null;
  providerMessageId: string | null;
}

/** A message in its period. */
export interface PeriodMessage extends TrackedMessage {
  /** Whether it was recorded when the period had been cut already. */
  isLate: boolean;
}

/** A window of a tracked group that is over, with everything that was said in it. */
export interface Period {
  /** No other period of the store has it or had it. */
  periodId: string;
  groupId: string;
  /** Epoch milliseconds; the window begins just after it. */
  start: number;
  /** Epoch milliseconds; it belongs to the window. */
  end: number;
  createdTime: number;
  /** In the order of their times (`trackedTimeOf`), those of the same time in the order of recording. */
  messages: readonly PeriodMessage[];
  /** What the language model made of it; null without a digest. */
  digest: string | null;
}

/** Which periods of a group are meant: filters first, then `last`. */
export interface PeriodQuery {
  /** Those that begin after it, epoch milliseconds. */
  from?: number;
  /** Those that end before it, epoch milliseconds. */
  until?: number;
  /** The newest so many. Absent or 0: all. */
  last?: number;
}

/**
 * Tracked groups and their periods. The windows of a group do not overlap, and while it is tracked each begins where the
 * one before it ends. A message is in exactly one: in that of its time (`originatingTime`, else `acceptedTime`, and never
 * more than a day after its acceptance). When its time is in no period and not in the open window, because the group was
 * not tracked then or the period was deleted, it stands at the beginning of what follows: the first period that ends
 * later, else the open window. It never moves from one window to another. Nothing but {@link TrackingStore.deletePeriods}
 * deletes a period; a configuration that is deleted does not.
 */
export interface TrackingStore {
  /** Every group that is tracked or has periods, ordered by its identifier. */
  groups(userId: string): Promise<GroupTracking[]>;
  /**
   * Sets which groups are tracked. One that is tracked already takes over name and schedule, and its open window stays.
   * Others begin: their window at `windowStart`, or at the end of their last period if that is later. A group that is not
   * named is tracked no more: what its open window holds becomes a last period that ends at `now`, or with the millisecond
   * in which its last message stands if that is later; an empty one is dropped. All in one write.
   */
  track(
    lease: Lease,
    groups: readonly (TrackedGroup & { windowStart: number })[],
    now: number,
  ): Promise<void>;
  /**
   * Keeps messages of a group, each once: known is one of which a message with the same provider message id is kept whose
   * sender has an id, alternate ones among them, in common with its sender. Messages without a provider message id are
   * never known. Those of a group that is not tracked are passed over. All in one write.
   */
  record(lease: Lease, groupId: string, messages: readonly TrackedMessage[]): Promise<void>;
  /**
   * Cuts the open window at each of these instants, in order: each period begins where the one before it ends. Empty ones
   * are kept too. Instants that are not after the start of the open window are passed over, and so is a group that is not
   * tracked. All in one write.
   */
  cut(lease: Lease, groupId: string, ends: readonly number[], createdTime: number): Promise<void>;
  /** Keeps the digest of the period that ends at an instant; passed over when there is none. */
  setDigest(lease: Lease, groupId: string, end: number, digest: string): Promise<void>;
  /** Periods of a group, newest first. Each is read when it is asked for, and is as it is then. */
  periods(userId: string, groupId: string, query: PeriodQuery): AsyncIterable<Period>;
  /**
   * Deletes periods with their messages, which are not known from then on; tells how many periods. The open window stays.
   * All in one write.
   */
  deletePeriods(userId: string, groupId: string, query: PeriodQuery): Promise<number>;
}
