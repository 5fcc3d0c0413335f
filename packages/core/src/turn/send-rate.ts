import type { UserConfiguration } from '../configuration/user-configuration.ts';

/** How fast a bot may send. */
export interface SendRate {
  /** Milliseconds that one message takes; they add up while nothing is sent. */
  intervalMs: number;
  /** So many messages add up at most. */
  burst: number;
}

/** Time that has added up for sends, as it was at an instant. */
export interface SendCredit {
  /** Whole milliseconds, so that nothing is lost by rounding. Below 0 while the account holds still. */
  ms: number;
  /** Epoch milliseconds. */
  asOf: number;
}

const BURST = 5;
/** 20 messages a minute, */
const NATURAL: SendRate = { intervalMs: 3_000, burst: BURST };
/** and 10, by an account that the platform has told to slow down. */
const THROTTLED: SendRate = { intervalMs: 6_000, burst: BURST };
/** Longer than this the account does not hold still by itself. */
const LONGEST_HOLD_MS = 5 * 60_000;

/** The rate of a behavior profile; null for none. */
export function sendRateOf(
  profile: UserConfiguration['behavior']['profile'],
  isThrottled: boolean,
): SendRate | null {
  if (isThrottled) return THROTTLED;
  return profile === 'natural' ? NATURAL : null;
}

/** What has added up until now. */
export function creditAt({ ms, asOf }: SendCredit, { intervalMs, burst }: SendRate, now: number): SendCredit {
  // A clock that was set back adds nothing, and takes nothing away.
  return { ms: Math.min(ms + Math.max(0, now - asOf), burst * intervalMs), asOf: now };
}

/** In how many milliseconds from then on so many messages may be sent; 0 for at once. */
export function waitFor(count: number, { ms }: SendCredit, { intervalMs }: SendRate): number {
  return Math.max(0, count * intervalMs - ms);
}

/** What is left when one message was sent. */
export function spent({ ms, asOf }: SendCredit, { intervalMs }: SendRate): SendCredit {
  return { ms: ms - intervalMs, asOf };
}

/**
 * The credit after the platform refused a message because there were too many: nothing is sent for the time of one
 * message, and with each refusal in a row (`refusals`, from 1) for twice as long, at most five minutes.
 */
export function creditAfterRefusal(refusals: number, now: number): SendCredit {
  const holdMs = Math.min(THROTTLED.intervalMs * 2 ** (refusals - 1), LONGEST_HOLD_MS);
  return { ms: THROTTLED.intervalMs - holdMs, asOf: now };
}
