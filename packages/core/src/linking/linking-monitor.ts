import type { CancelTimer, Clock } from '../contracts/clock.ts';

/** The first heartbeat may take this long. */
const FIRST_BEAT_MS = 15_000;
/** Every later one must follow within this time. */
const BEAT_MS = 5_000;

/** Ends an attempt to link that nobody looks at any more. */
export class LinkingMonitor {
  readonly #clock: Clock;
  readonly #lost: () => void;
  #cancel: CancelTimer | null = null;
  #isCounting = true;

  /** Counting begins at once; `lost` is called at most once. */
  constructor(clock: Clock, lost: () => void) {
    this.#clock = clock;
    this.#lost = lost;
    this.#wait(FIRST_BEAT_MS);
  }

  /** Somebody looks. */
  beat(): void {
    if (this.#isCounting) this.#wait(BEAT_MS);
  }

  /** Stops counting. */
  end(): void {
    this.#isCounting = false;
    this.#cancel?.();
  }

  #wait(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#isCounting = false;
      this.#lost();
    });
  }
}
