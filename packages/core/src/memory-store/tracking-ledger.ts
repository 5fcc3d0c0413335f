import type { Chat } from '../contracts/message.ts';
import type { GroupTracking, TrackedGroup } from '../contracts/tracking-store.ts';
import { byCodePoint } from './by-code-point.ts';
import { GroupLedger } from './group-ledger.ts';

/** What is tracked of the groups of every bot; knows nothing of leases. */
export class TrackingLedger {
  readonly #byBot = new Map<string, Map<string, GroupLedger>>();
  #periods = 0;

  /** Every group that is tracked or has periods, by identifier. */
  groups(userId: string): GroupTracking[] {
    return [...this.#groupsOf(userId)]
      .sort(([left], [right]) => byCodePoint(left, right))
      .map(([, ledger]) => ledger.toTracking());
  }

  /** What is kept of one group; undefined when it is not tracked and has no periods. */
  find(userId: string, groupId: string): GroupLedger | undefined {
    return this.#groupsOf(userId).get(groupId);
  }

  /** Tracks these groups and no others. */
  track(userId: string, tracked: readonly (TrackedGroup & { windowStart: number })[], now: number): void {
    const groups = this.#groupsOf(userId);
    this.#byBot.set(userId, groups);
    const named = new Set(tracked.map(({ group }) => group.identifier));
    for (const [groupId, ledger] of groups) if (!named.has(groupId)) ledger.untrack(now);
    for (const each of tracked) {
      const ledger = groups.get(each.group.identifier) ?? new GroupLedger(each, () => this.#nextPeriodId());
      groups.set(each.group.identifier, ledger);
      ledger.track(each);
    }
    this.forgetOver(userId);
  }

  /** Forgets the groups of which nothing is left. */
  forgetOver(userId: string): void {
    const groups = this.#groupsOf(userId);
    for (const [groupId, ledger] of groups) if (ledger.isOver) groups.delete(groupId);
  }

  /** Takes away what is kept of a contact; how much that was. */
  erase(userId: string, { kind, identifier }: Chat, ids: ReadonlySet<string>): number {
    let erased = 0;
    if (kind === 'group') erased = this.find(userId, identifier)?.clear() ?? 0;
    else for (const ledger of this.#groupsOf(userId).values()) erased += ledger.eraseSender(ids);
    this.forgetOver(userId);
    return erased;
  }

  #groupsOf(userId: string): Map<string, GroupLedger> {
    return this.#byBot.get(userId) ?? new Map<string, GroupLedger>();
  }

  #nextPeriodId(): string {
    this.#periods += 1;
    return String(this.#periods);
  }
}
