/** How many turns run at the same time in a process. Bots get free slots in the order in which they asked. */
export class TurnSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a slot, which the taker gives back. False when there is none: `whenFree` is called once when there is. */
  take(whenFree: () => void): boolean {
    if (this.#free === 0) {
      this.#waiting.add(whenFree);
      return false;
    }
    this.#free -= 1;
    return true;
  }

  /** Gives a slot back. */
  give(): void {
    this.#free += 1;
    // Whoever is called may have no use for the slot any more; then the next one gets it.
    for (const whenFree of this.#waiting) {
      if (this.#free === 0) return;
      this.#waiting.delete(whenFree);
      whenFree();
    }
  }
}
