import type { Party } from '../contracts/message.ts';
import type {
  GroupTracking,
  Period,
  PeriodQuery,
  TrackedGroup,
  TrackedMessage,
} from '../contracts/tracking-store.ts';
import { copyParty } from '../stored-message.ts';
import { placeTimeIn, trackedTimeOf } from '../tracking/place-time.ts';
import { firstIndex } from './first-index.ts';
import { PlacedMessages } from './placed-messages.ts';

/** A period without its messages, which are those that stand between its bounds. */
type PeriodBounds = Omit<Period, 'groupId' | 'messages'>;

/** What is tracked of one group: its messages, and the bounds of its periods. */
export class GroupLedger {
  #group: Party;
  #schedule: string;
  /** Null while the group is not tracked. */
  #windowStart: number | null = null;
  /** In order: no two overlap. */
  readonly #periods: PeriodBounds[] = [];
  readonly #messages = new PlacedMessages();
  readonly #nextPeriodId: () => string;

  /** @param nextPeriodId gives another id with each call */
  constructor({ group, schedule }: TrackedGroup, nextPeriodId: () => string) {
    this.#group = copyParty(group);
    this.#schedule = schedule;
    this.#nextPeriodId = nextPeriodId;
  }

  /** Whether no period is left and no window is open. */
  get isOver(): boolean {
    return this.#windowStart === null && this.#periods.length === 0;
  }

  /** What is kept of its tracking. */
  toTracking(): GroupTracking {
    return {
      group: copyParty(this.#group),
      schedule: this.#schedule,
      isTracked: this.#windowStart !== null,
      windowStart: this.#windowStart ?? this.#lastEnd(),
    };
  }

  /** Takes over name and schedule; opens a window unless one is open. */
  track({ group, schedule, windowStart }: TrackedGroup & { windowStart: number }): void {
    this.#group = copyParty(group);
    this.#schedule = schedule;
    this.#windowStart ??= Math.max(windowStart, this.#lastEnd());
  }

  /** Makes a last period of what the open window holds. */
  untrack(now: number): void {
    const { lastPlace } = this.#messages;
    if (this.#windowStart !== null && lastPlace > this.#windowStart) {
      this.cut([Math.max(now, Math.ceil(lastPlace))], now);
    }
    this.#windowStart = null;
  }

  /** Keeps a message, unless it is known or the group is not tracked. */
  record(message: TrackedMessage): void {
    if (this.#windowStart === null || this.#messages.isKnown(message)) return;
    const time = trackedTimeOf(message);
    const period = time > this.#windowStart ? undefined : this.#periods[this.#firstEndingAt(time)];
    const place = placeTimeIn(period?.start ?? this.#windowStart, time);
    this.#messages.add({ place, time }, { ...message, isLate: period !== undefined });
  }

  /** Cuts the open window at each of these instants. */
  cut(ends: readonly number[], createdTime: number): void {
    for (const end of ends) {
      if (this.#windowStart === null || end <= this.#windowStart) continue;
      const bounds = { start: this.#windowStart, end };
      this.#periods.push({ periodId: this.#nextPeriodId(), ...bounds, createdTime, digest: null });
      this.#windowStart = end;
    }
  }

  /** Keeps the digest of the period that ends at an instant. */
  setDigest(end: number, digest: string): void {
    const period = this.#periods[this.#firstEndingAt(end)];
    if (period?.end === end) period.digest = digest;
  }

  /** The newest of the periods that a query means, with its messages; undefined when it means none. */
  newest(query: PeriodQuery): Period | undefined {
    const { first, end } = this.#meantBy(query);
    const period = this.#periods[end - 1];
    if (!period || first === end) return undefined;
    const messages = this.#messages.copyWindow(period.start, period.end);
    return { ...period, groupId: this.#group.identifier, messages };
  }

  /** Deletes the periods that a query means, with their messages; tells how many. */
  delete(query: PeriodQuery): number {
    const { first, end } = this.#meantBy(query);
    const deleted = this.#periods.splice(first, end - first);
    const [oldest, newest] = [deleted[0], deleted.at(-1)];
    // No message stands between two periods.
    if (oldest && newest) this.#messages.deleteWindow(oldest.start, newest.end);
    return deleted.length;
  }

  /** Takes away what somebody wrote, and the digests of it; how much that was. */
  eraseSender(ids: ReadonlySet<string>): number {
    const places = this.#messages.eraseSender(ids);
    for (const place of places) {
      const period = this.#periods[this.#firstEndingAt(place)];
      if (period) period.digest = null;
    }
    return places.length;
  }

  /** Takes away all periods, and what the open window holds; how much that was. */
  clear(): number {
    const periods = this.#periods.splice(0).length;
    return periods + this.#messages.deleteWindow(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  #lastEnd(): number {
    return this.#periods.at(-1)?.end ?? Number.NEGATIVE_INFINITY;
  }

  #firstEndingAt(instant: number): number {
    return firstIndex(this.#periods, ({ end }) => end >= instant);
  }

  #meantBy({ from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, last = 0 }: PeriodQuery): {
    first: number;
    end: number;
  } {
    const first = firstIndex(this.#periods, ({ start }) => start > from);
    const end = Math.max(first, this.#firstEndingAt(until));
    return { first: last === 0 ? first : Math.max(first, end - last), end };
  }
}
