/** A power of two, as every length here: a position becomes an index by masking. */
const SMALLEST = 4;

/** A first-in, first-out list. What it does at its ends costs the same however many items there are. */
export class Ring<Item> {
  #slots = emptySlots<Item>(SMALLEST);
  #head = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get oldest(): Item | undefined {
    return this.#slots[this.#head];
  }

  get newest(): Item | undefined {
    return this.#slots[this.#indexOf(this.#count - 1)];
  }

  /** All items, oldest first. */
  toArray(): Item[] {
    const end = this.#head + this.#count;
    const items = this.#slots.slice(this.#head, end) as Item[];
    const wrapped = this.#slots.slice(0, Math.max(0, end - this.#slots.length)) as Item[];
    return wrapped.length === 0 ? items : items.concat(wrapped);
  }

  /** Appends a newest item. */
  push(item: Item): void {
    if (this.#count === this.#slots.length) this.#resize(2 * this.#count);
    this.#slots[this.#indexOf(this.#count)] = item;
    this.#count += 1;
  }

  /** Drops the oldest item; nothing here refers to it any more. */
  shift(): void {
    if (this.#count === 0) return;
    this.#slots[this.#head] = undefined;
    this.#head = this.#indexOf(1);
    this.#count -= 1;
    const length = this.#slots.length;
    // A crowd that is gone gives its room back, but not so soon that the next one has to ask for it again.
    if (length > SMALLEST && 4 * this.#count <= length) this.#resize(length / 2);
  }

  #indexOf(position: number): number {
    return (this.#head + position) & (this.#slots.length - 1);
  }

  #resize(length: number): void {
    const slots = emptySlots<Item>(length);
    let position = 0;
    for (const item of this.toArray()) slots[position++] = item;
    this.#slots = slots;
    this.#head = 0;
  }
}

function emptySlots<Item>(length: number): (Item | undefined)[] {
  return new Array<Item | undefined>(length).fill(undefined);
}
