import { LlmError } from '../contracts/llm-provider.ts';
import type { Random } from '../contracts/random.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
/** A server that asks for more patience than this is not waited for within a turn. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** How long a turn that ran out of tries rests before it is tried as a whole again. */
const REST_MS = 30_000;
/** A question older than this gets no answer any more. */
const STALE_AFTER_MS = 10 * 60_000;

/** The delay before try number `tries + 1`, or null when the call is not to be tried again at once. */
export function retryDelayMs(
  error: unknown,
  tries: number,
  maxRetries: number,
  random: Random,
): number | null {
  if (!(error instanceof LlmError) || !error.retryable || tries > maxRetries) return null;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= LONGEST_RETRY_AFTER_MS ? error.retryAfterMs : null;
  }
  // Full jitter between the shortest delay and the one that doubles with each try.
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries);
  return FIRST_DELAY_MS + random.fraction() * (ceiling - FIRST_DELAY_MS);
}

/** Whether a question whose tries ran out is too old for an answer by now. */
export function isStale(acceptedTime: number, now: number): boolean {
  return now - acceptedTime >= STALE_AFTER_MS;
}

/**
 * What becomes of a turn whose call failed for good: `silence` decides on no answer, `later` tries the whole turn
 * again, `shorter` tries it once more with less of the conversation, `suspend` stops answering until the bot is started
 * anew.
 */
export type FailureOutcome =
  | { kind: 'silence'; reason: string }
  | { kind: 'later'; delayMs: number }
  | { kind: 'shorter' }
  | { kind: 'suspend' };

/** The outcome for a failure. `waitMs` is how long no call may be made; `isShort` whether the conversation was cut already. */
export function outcomeOf(
  error: LlmError,
  { waitMs, isShort }: { waitMs: number; isShort: boolean },
): FailureOutcome {
  switch (error.kind) {
    case 'auth':
    case 'model_not_found':
      return { kind: 'suspend' };
    case 'context_length':
      return isShort ? { kind: 'silence', reason: error.kind } : { kind: 'shorter' };
    case 'content_filter':
    case 'output_truncated':
    case 'invalid_request':
      return { kind: 'silence', reason: error.kind };
    case 'aborted':
      return { kind: 'later', delayMs: waitMs };
    default:
      return { kind: 'later', delayMs: Math.max(waitMs, REST_MS, error.retryAfterMs ?? 0) };
  }
}
