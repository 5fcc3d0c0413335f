import { BSON } from 'mongodb';
import type { Change, ClearSessionChange, MoveMessagesChange, RemoveWindowChange } from './changes.ts';
import type { CollectionName } from './collections.ts';
import { toStored } from './stored-value.ts';

/** A document as it is put: with its `_id`, and without the number of its change. */
export interface PutDocument {
  _id: unknown;
}

type RangeChange = ClearSessionChange | MoveMessagesChange | RemoveWindowChange;
type Unnumbered<Each> = Each extends unknown ? Omit<Each, 'number'> : never;

/** A change and its size in bytes, about. */
interface Sized {
  change: Change;
  bytes: number;
}

/** The changes of one batch while it is being decided. Of several changes of one document the last is left. */
export class ChangeList {
  readonly #changes = new Map<string, Sized>();
  #lastNumber: number;
  #bytes = 0;
  #namesAll = true;

  /** @param lastNumber that of the change before the first of these */
  constructor(lastNumber: number) {
    this.#lastNumber = lastNumber;
  }

  /** The last number that was given. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** How much there is to write, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is nothing to do. */
  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  /** The changes in the order of their numbers. */
  get all(): Change[] {
    return [...this.#changes.values()].map(({ change }) => change);
  }

  /** Whether each change is that of one document which it names, and tells all of it. */
  get namesAll(): boolean {
    return this.#namesAll;
  }

  /** These changes, after earlier ones. Both name all. */
  after(earlier: ChangeList): ChangeList {
    const both = new ChangeList(this.#lastNumber);
    for (const [key, sized] of [...earlier.#changes, ...this.#changes]) both.#take(key, sized);
    return both;
  }

  /** What is left of it after a number. */
  since(number: number): ChangeList {
    const left = new ChangeList(this.#lastNumber);
    for (const [key, sized] of this.#changes) if (sized.change.number > number) left.#take(key, sized);
    return left;
  }

  /** A number that no other change and no other document of the bot has; later ones are higher. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** The document is this one from now on. */
  put(collection: CollectionName, document: PutDocument): void {
    const { _id: id, ...fields } = document;
    this.#add(keyOf(collection, id), { kind: 'put', number: 0, collection, id, fields: toStored(fields) });
  }

  /** These fields of a document, which there is, have these values from now on. */
  set(collection: CollectionName, id: unknown, fields: Record<string, unknown>): void {
    const key = keyOf(collection, id);
    const before = this.#changes.get(key)?.change;
    const isKnown = before?.kind === 'put' || before?.kind === 'set';
    const kind = isKnown ? before.kind : 'set';
    const all = { ...(isKnown ? before.fields : {}), ...toStored(fields) };
    if (!isKnown) this.#namesAll = false;
    this.#add(key, { kind, number: 0, collection, id, fields: all });
  }

  /** There is no such document any more. */
  remove(collection: CollectionName, id: unknown): void {
    this.#add(keyOf(collection, id), { kind: 'remove', number: 0, collection, ids: [id] });
  }

  /** There are no such documents any more; nothing else of the batch is about them. */
  removeAll(collection: CollectionName, ids: unknown[]): void {
    this.#namesAll = false;
    this.#add(`all ${this.#lastNumber}`, { kind: 'remove', number: 0, collection, ids });
  }

  /** A change of many documents. It is the only one of its batch that concerns them, but for those that come later. */
  add(change: Unnumbered<RangeChange>): void {
    this.#namesAll = false;
    this.#add(`range ${this.#lastNumber}`, { number: 0, ...toStored(change) });
  }

  #add(key: string, change: Change): void {
    change.number = this.nextNumber();
    this.#take(key, { change, bytes: BSON.calculateObjectSize(change) });
  }

  #take(key: string, sized: Sized): void {
    this.#bytes += sized.bytes - (this.#changes.get(key)?.bytes ?? 0);
    this.#changes.delete(key);
    this.#changes.set(key, sized);
  }
}

function keyOf(collection: CollectionName, id: unknown): string {
  return `${collection} ${typeof id === 'string' ? id : JSON.stringify(id)}`;
}
