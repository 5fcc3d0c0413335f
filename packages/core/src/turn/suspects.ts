import type { Turn } from '../contracts/store.ts';

/** A turn that was under way in so many deaths of the process is suspected. */
const DEATHS = 2;

/**
 * Turns that were under way each time when the process died. One of them may be what kills it, so they are taken up one at
 * a time: the next death tells which, and the others are not given up with it.
 */
export class Suspects {
  readonly #ids: ReadonlySet<string>;
  readonly #waiting = new Set<string>();
  readonly #wake: (correspondentId: string) => void;
  #isUnderWay = false;

  /**
   * @param left turns that an earlier process did not end
   * @param wake called for a contact that was told to wait and need not any more
   */
  constructor(left: readonly Turn[], wake: (correspondentId: string) => void) {
    this.#ids = new Set(left.filter((turn) => deathsOf(turn) >= DEATHS).map(({ turnId }) => turnId));
    this.#wake = wake;
  }

  /** Whether a turn is one of them. */
  has({ turnId }: Turn): boolean {
    return this.#ids.has(turnId);
  }

  /** False when another one is under way; then its contact is woken later. */
  enter({ correspondentId }: Turn): boolean {
    if (this.#isUnderWay) {
      this.#waiting.add(correspondentId);
      return false;
    }
    this.#isUnderWay = true;
    return true;
  }

  /** The one that is under way rests or has ended. */
  leave(): void {
    this.#isUnderWay = false;
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const correspondentId of woken) this.#wake(correspondentId);
  }
}

/** In how many deaths its step was under way; failed sends count too, which nothing tells apart. */
export function deathsOf({ state, attempts, parts }: Turn): number {
  if (state !== 'decided') return attempts;
  return Math.max(0, ...parts.filter((part) => part.state === 'ready').map((part) => part.attempts));
}
