import type { Clock } from '../contracts/clock.ts';
import type { LlmErrorKind } from '../contracts/llm-provider.ts';

/** So many failures in a row open it. */
const FAILURES = 5;
const OPEN_MS = 30_000;
const QUOTA_OPEN_MS = 10 * 60_000;

/** The leave to make one call. */
export interface Admission {
  /** Whether the call tries if the service is back. */
  isProbe: boolean;
}

/** Failures of one request, which say that the service as such works. */
const SERVICE_WORKS: ReadonlySet<LlmErrorKind> = new Set([
  'content_filter',
  'output_truncated',
  'context_length',
  'invalid_request',
]);
/** What says nothing about the service, or what waiting does not mend. */
const SAYS_NOTHING: ReadonlySet<LlmErrorKind> = new Set(['aborted', 'auth', 'model_not_found']);

/**
 * Keeps a bot from asking a model that fails again and again: after some failures in a row it asks no more for a while,
 * and then lets a single call try whether the service is back.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #closed: () => void;
  #failures = 0;
  /** 0 while it is closed. */
  #openUntil = 0;
  #isProbing = false;

  /** `closed` is called when the service is back. */
  constructor(clock: Clock, closed: () => void) {
    this.#clock = clock;
    this.#closed = closed;
  }

  /** How long no call may be made; 0 when one may. */
  get waitMs(): number {
    if (this.#openUntil === 0) return 0;
    if (this.#isProbing) return OPEN_MS;
    return Math.max(0, this.#openUntil - this.#clock.now());
  }

  /** The leave to make a call now, if it may be made. Whoever got it tells how the call went, by {@link note}. */
  admit(): Admission | null {
    if (this.waitMs > 0) return null;
    this.#isProbing = this.#openUntil > 0;
    return { isProbe: this.#isProbing };
  }

  /** A call has ended, with an answer or such a failure. */
  note({ isProbe }: Admission, outcome: 'answer' | LlmErrorKind): void {
    if (isProbe) this.#isProbing = false;
    if (outcome === 'answer' || SERVICE_WORKS.has(outcome as LlmErrorKind)) this.#close();
    else if (outcome === 'quota') this.#open(QUOTA_OPEN_MS);
    else if (!SAYS_NOTHING.has(outcome)) this.#failed(isProbe);
  }

  /** What began before it opened, and fails now, tells nothing new. */
  #failed(isProbe: boolean): void {
    this.#failures += 1;
    const isClosed = this.#openUntil === 0;
    if (isProbe || (isClosed && this.#failures >= FAILURES)) this.#open(OPEN_MS);
  }

  #open(milliseconds: number): void {
    this.#openUntil = Math.max(this.#openUntil, this.#clock.now() + milliseconds);
  }

  #close(): void {
    const wasOpen = this.#openUntil > 0;
    this.#failures = 0;
    this.#openUntil = 0;
    if (wasOpen) this.#closed();
  }
}
