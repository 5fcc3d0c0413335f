import type { WebhookEvent } from './webhook-event.ts';

/**
 * Why an event was given up: the target refused it (`rejected`), every try failed (`exhausted`), too many waited
 * (`overflow`), or the program ended (`closed`).
 */
export type DeadLetterReason = 'rejected' | 'exhausted' | 'overflow' | 'closed';

/** An event that a target did not get. */
export interface DeadLetter {
  /** When it was given up, epoch milliseconds. */
  time: number;
  reason: DeadLetterReason;
  /** The URL of the target, without its query. */
  url: string;
  /** How often it was tried. */
  tries: number;
  /** Why the last try failed, in a word, such as `status 500`, `timeout` or `ECONNREFUSED`; null when it was never tried. */
  lastFailure: string | null;
  /** What the target was to be sent. */
  event: WebhookEvent;
}

/** Its line in the file. */
export function deadLetterLine({ time, reason, url, tries, lastFailure, event }: DeadLetter): string {
  return `${JSON.stringify({ time, reason, url, tries, last_failure: lastFailure, event })}\n`;
}
