import type { UserConfiguration } from '../configuration/user-configuration.ts';
import type { CancelTimer, Clock } from '../contracts/clock.ts';
import { type Chat, type IncomingMessage, partyOf } from '../contracts/message.ts';
import type { Lease, NewMessage, Store } from '../contracts/store.ts';
import type { TrackedGroup, TrackedMessage } from '../contracts/tracking-store.ts';
import { recordedBody } from '../queue/recorded-text.ts';
import { missedEnds } from './missed-ends.ts';
import { Schedule } from './schedule.ts';

/** The clock is looked at this often at least: it may be set, or the machine may have slept. */
const LONGEST_SLEEP_MS = 60_000;

/** A window of a group that was cut. */
interface CutWindow {
  groupId: string;
  start: number;
  end: number;
}

/** What the tracker works with. */
export interface GroupTrackerContext {
  configuration: Pick<UserConfiguration, 'user_id' | 'periodic_group_tracking'>;
  /** IANA zone of the schedules; the server's own when absent. */
  timezone: string | undefined;
  store: Pick<Store, 'tracking'>;
  lease: Lease;
  clock: Clock;
  /** What was said in a group before a message of it; null where the platform does not tell, or cannot now. */
  historyBefore(message: IncomingMessage): Promise<readonly IncomingMessage[]> | null;
  /** A period was stored. */
  cut(window: CutWindow): void;
  /** Something could not be done now; it is tried again. */
  failed(error: unknown): void;
}

/** A group that is tracked, and how far it is. */
interface Tracked extends TrackedGroup {
  ticks: Schedule;
  windowStart: number;
  /** When the open window is over. */
  windowEnd: number;
  /** Synced history counts from here on: what is older was said before the tracking, or is in its period already. */
  since: number;
}

/** Collects the messages of the tracked groups of one bot and cuts them into periods: one timer for all groups. */
export class GroupTracker {
  readonly #context: GroupTrackerContext;
  readonly #groups = new Map<string, Tracked>();
  /** Groups whose tracking began with this run, and of which nothing has come so far. */
  readonly #new = new Set<string>();
  /** By expression; one takes 80 KB in croner 11, which keeps an array of ten thousand years. */
  readonly #schedules = new Map<string, Schedule>();
  #cancelTimer: CancelTimer = () => {};
  #cutting: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(context: GroupTrackerContext) {
    this.#context = context;
  }

  /**
   * Begins with what the configuration names now, ends what it does not name any more, and cuts every window that ended
   * since the bot ran last.
   * @throws what the store throws
   */
  async start(): Promise<void> {
    const { store, lease, clock, configuration } = this.#context;
    const now = clock.now();
    const wanted = configuration.periodic_group_tracking.map((group) => this.#planned(group));
    const before = await store.tracking.groups(configuration.user_id);
    const known = new Set(before.filter(({ isTracked }) => isTracked).map(({ group }) => group.identifier));
    await store.tracking.track(
      lease,
      wanted.map(({ ticks, ...group }) => ({ ...group, windowStart: ticks.lastAt(now) })),
      now,
    );
    const kept = new Map(
      (await store.tracking.groups(configuration.user_id)).map((group) => [group.group.identifier, group]),
    );
    for (const { ticks, ...group } of wanted) {
      const { identifier } = group.group;
      const windowStart = kept.get(identifier)?.windowStart ?? now;
      const windowEnd = ticks.next(windowStart);
      this.#groups.set(identifier, { ...group, ticks, windowStart, windowEnd, since: windowStart });
      if (!known.has(identifier)) this.#new.add(identifier);
    }
    await this.#cutDue();
    this.#sleep();
  }

  /** Whether the messages of a chat are kept. */
  tracks({ identifier }: Pick<Chat, 'identifier'>): boolean {
    return this.#groups.has(identifier);
  }

  /** Keeps what is said in tracked groups, and passes over the rest. Resolves when it is durable. */
  async arrived(messages: readonly IncomingMessage[]): Promise<void> {
    const counted = messages.filter((message) => this.#counts(message));
    for (const [groupId, arrived] of Map.groupBy(counted, ({ chat }) => chat.identifier)) {
      await this.#recordArrived(groupId, arrived);
      const [first] = arrived;
      if (first?.origin === 'live' && this.#new.delete(groupId)) this.#seed(groupId, first);
    }
  }

  /** Keeps what the bot said itself. Resolves when it is durable. */
  async said({
    chat,
    sender,
    content,
    acceptedTime,
    originatingTime,
    providerMessageId,
  }: NewMessage): Promise<void> {
    if (!this.tracks(chat)) return;
    await this.#record(chat.identifier, [
      { sender, content, acceptedTime, originatingTime, providerMessageId },
    ]);
  }

  /** Cuts nothing more; resolves when what is being cut is stored. What is open stays open. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await this.#cutting;
  }

  #planned(group: UserConfiguration['periodic_group_tracking'][number]): TrackedGroup & { ticks: Schedule } {
    const { groupIdentifier: identifier, displayName, cronTrackingSchedule: schedule } = group;
    return {
      group: { identifier, displayName, alternateIdentifiers: [] },
      schedule,
      ticks: this.#scheduleOf(schedule),
    };
  }

  #scheduleOf(expression: string): Schedule {
    const known = this.#schedules.get(expression);
    if (known !== undefined) return known;
    const schedule = new Schedule(expression, this.#context.timezone);
    this.#schedules.set(expression, schedule);
    return schedule;
  }

  #counts({ chat, origin, originatingTime }: IncomingMessage): boolean {
    const tracked = this.#groups.get(chat.identifier);
    if (tracked === undefined || origin !== 'history') return tracked !== undefined;
    return originatingTime !== null && originatingTime > tracked.since;
  }

  /** What was said shortly before the tracking began, so that the first period is not empty. As far as it can be had. */
  #seed(groupId: string, first: IncomingMessage): void {
    this.#context
      .historyBefore(first)
      ?.then((history) => this.#recordArrived(groupId, history))
      .catch((error: unknown) => this.#context.failed(error));
  }

  #recordArrived(groupId: string, messages: readonly IncomingMessage[]): Promise<void> {
    const acceptedTime = this.#context.clock.now();
    return this.#record(
      groupId,
      messages.map(({ sender, content, originatingTime, providerMessageId }) => ({
        sender: partyOf(sender),
        content: recordedBody(content),
        acceptedTime,
        originatingTime,
        providerMessageId,
      })),
    );
  }

  #record(groupId: string, messages: readonly TrackedMessage[]): Promise<void> {
    const { store, lease } = this.#context;
    return store.tracking.record(lease, groupId, messages);
  }

  #sleep(): void {
    if (this.#isStopped || this.#groups.size === 0) return;
    const { clock } = this.#context;
    let next = Number.POSITIVE_INFINITY;
    for (const { windowEnd } of this.#groups.values()) next = Math.min(next, windowEnd);
    const delay = Math.min(Math.max(next - clock.now(), 0), LONGEST_SLEEP_MS);
    this.#cancelTimer = clock.after(delay, () => {
      this.#cutting = this.#cutDue().finally(() => this.#sleep());
    });
  }

  /** One group after the other; one whose windows cannot be stored now does not keep the others from theirs. Never rejects. */
  async #cutDue(): Promise<void> {
    const now = this.#context.clock.now();
    for (const tracked of this.#groups.values()) {
      if (this.#isStopped) return;
      if (tracked.windowEnd > now) continue;
      await this.#cut(tracked, now).catch((error: unknown) => this.#retryLater(tracked, now, error));
    }
  }

  async #cut(tracked: Tracked, now: number): Promise<void> {
    const { store, lease } = this.#context;
    const { identifier: groupId } = tracked.group;
    const ends = missedEnds(tracked.ticks, tracked.windowStart, now);
    await store.tracking.cut(lease, groupId, ends, now);
    for (const end of ends) {
      this.#context.cut({ groupId, start: tracked.windowStart, end });
      tracked.windowStart = end;
    }
    tracked.windowEnd = tracked.ticks.next(tracked.windowStart);
  }

  #retryLater(tracked: Tracked, now: number, error: unknown): void {
    tracked.windowEnd = now + LONGEST_SLEEP_MS;
    this.#context.failed(error);
  }
}
