import type { Random } from '@chat-imposter/core';
import type { Outcome } from './post.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The pauses between tries. */
const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
];
/** A pause is up to this part of it longer, so that what failed together is not tried together. */
const JITTER = 0.2;
/** A target that asks for more patience is tried after this all the same. */
const LONGEST_RETRY_AFTER_MS = HOUR_MS;
/** Refusals that may pass: a slow request, a conflict, one that is too early, too many. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** What follows from a try: it arrived, it is tried again after a pause, or it is given up. */
export type NextStep =
  | { kind: 'delivered' }
  | { kind: 'retry'; pauseMs: number }
  | { kind: 'give_up'; reason: 'rejected' | 'exhausted' };

/** Decides after the try number `tries`, which is 1 for the first. */
export function nextStep(
  outcome: Outcome,
  { tries, now, random }: { tries: number; now: number; random: Random },
): NextStep {
  const status = outcome.kind === 'answered' ? outcome.status : 0;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status >= 400 && status < 500 && !PASSING.has(status)) return { kind: 'give_up', reason: 'rejected' };
  const pauseMs = PAUSES_MS[tries - 1];
  if (pauseMs === undefined) return { kind: 'give_up', reason: 'exhausted' };
  const longer = Math.round(pauseMs * (1 + JITTER * random.fraction()));
  return {
    kind: 'retry',
    pauseMs: Math.max(longer, Math.min(askedFor(outcome, now), LONGEST_RETRY_AFTER_MS)),
  };
}

/** Why a try failed, in a word. */
export function failureOf(outcome: Outcome): string {
  return outcome.kind === 'failed' ? outcome.failure : `status ${outcome.status}`;
}

/** For how long the target wants to be left alone, milliseconds: seconds or a date in `Retry-After`. */
function askedFor(outcome: Outcome, now: number): number {
  if (outcome.kind !== 'answered' || outcome.retryAfter === null) return 0;
  if (outcome.status !== 429 && outcome.status !== 503) return 0;
  if (/^\d+$/.test(outcome.retryAfter)) return Number(outcome.retryAfter) * SECOND_MS;
  const time = Date.parse(outcome.retryAfter);
  return Number.isNaN(time) ? 0 : Math.max(0, time - now);
}
