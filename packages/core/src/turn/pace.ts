import type { UserConfiguration } from '../configuration/user-configuration.ts';
import type { Clock } from '../contracts/clock.ts';
import {
  creditAfterRefusal,
  creditAt,
  type SendCredit,
  type SendRate,
  sendRateOf,
  spent,
  waitFor,
} from './send-rate.ts';

/** So long the account sends more slowly after the platform wanted it to. */
const THROTTLED_MS = 10 * 60_000;
/** Who waits looks again after this at the latest: those in front may have left the line. */
const LONGEST_WAIT_MS = 10_000;

/** What the pace of a bot follows from. */
export interface PaceOptions {
  clock: Clock;
  profile: UserConfiguration['behavior']['profile'];
  /** When the bot started, epoch milliseconds. It starts with no sends saved up: a restart gives no new burst. */
  startedAt: number;
}

/**
 * How fast one bot sends, over all its contacts. Who has to wait has a place in a line, and is served before all who came
 * later.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #profile: UserConfiguration['behavior']['profile'];
  /** Contacts that wait, in the order in which they came. */
  readonly #line = new Set<string>();
  #credit: SendCredit;
  #throttledUntil = Number.NEGATIVE_INFINITY;
  /** Refusals for too many messages since one was taken. */
  #refusals = 0;
  /** Whether a message was admitted since the last refusal. */
  #hasAdmitted = false;

  constructor({ clock, profile, startedAt }: PaceOptions) {
    this.#clock = clock;
    this.#profile = profile;
    this.#credit = { ms: 0, asOf: startedAt };
  }

  /** 0 when one message may be sent to the contact now, which is then counted; else after how many milliseconds to ask again. */
  admit(correspondentId: string): number {
    const now = this.#clock.now();
    const rate = sendRateOf(this.#profile, now < this.#throttledUntil);
    const waitMs = rate === null ? 0 : this.#waitMs(correspondentId, rate, now);
    if (waitMs > 0) return Math.min(waitMs, LONGEST_WAIT_MS);
    if (rate !== null) this.#credit = spent(this.#credit, rate);
    this.#line.delete(correspondentId);
    this.#hasAdmitted = true;
    return 0;
  }

  /** The contact has nothing more to send for now. */
  leave(correspondentId: string): void {
    this.#line.delete(correspondentId);
  }

  /** The platform refused a message because there were too many. */
  refused(): void {
    const now = this.#clock.now();
    this.#throttledUntil = now + THROTTLED_MS;
    // What was on its way at the same time is refused for the same reason.
    if (!this.#hasAdmitted) return;
    this.#hasAdmitted = false;
    this.#refusals += 1;
    this.#credit = creditAfterRefusal(this.#refusals, now);
  }

  /** The platform took a message. */
  taken(): void {
    this.#refusals = 0;
  }

  #waitMs(correspondentId: string, rate: SendRate, now: number): number {
    this.#credit = creditAt(this.#credit, rate, now);
    return waitFor(this.#placeOf(correspondentId), this.#credit, rate);
  }

  /** From 1; who is not in the line joins it. */
  #placeOf(correspondentId: string): number {
    this.#line.add(correspondentId);
    let place = 1;
    for (const other of this.#line) {
      if (other === correspondentId) break;
      place += 1;
    }
    return place;
  }
}
