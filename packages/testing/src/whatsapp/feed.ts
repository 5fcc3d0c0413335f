import type { WaitOptions, Watch } from './watch.ts';

/** A list that only grows, which tests can read item by item as it does. */
export class Feed<Item> {
  readonly #watch: Watch;
  readonly #complaint: string;
  readonly #describe: (item: Item) => string;
  readonly #items: Item[] = [];
  #taken = 0;

  /** `complaint` says what did not come when a wait fails; `describe` shows an item in it. */
  constructor(watch: Watch, complaint: string, describe: (item: Item) => string) {
    this.#watch = watch;
    this.#complaint = complaint;
    this.#describe = describe;
  }

  /** All so far, oldest first. */
  get items(): readonly Item[] {
    return [...this.#items];
  }

  /** Appends an item. */
  add(item: Item): void {
    this.#items.push(item);
    this.#watch.changed();
  }

  /** The first item that no earlier call returned; waits for it. Rejects after the timeout with what came before. */
  async next(options?: WaitOptions): Promise<Item> {
    const position = this.#taken++;
    const otherwise = () => `${this.#complaint} ${this.#summary(position)}`;
    try {
      return await this.#watch.until(() => this.#items[position], otherwise, options);
    } catch (error) {
      this.#taken = Math.min(this.#taken, position);
      throw error;
    }
  }

  #summary(position: number): string {
    const before = this.#items.slice(0, position).map(this.#describe);
    return before.length ? `Before that came: ${before.join(', ')}.` : 'Nothing came before that either.';
  }
}
