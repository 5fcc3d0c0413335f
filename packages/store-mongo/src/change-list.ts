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

/** The changes of one batch while it is being decided. Of several changes of one document the last is left. */
export class ChangeList {
  readonly #changes = new Map<string, Change>();
  #lastNumber: number;
  #bytes = 0;

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

  /** The changes in the order of their numbers. */
  get all(): Change[] {
    return [...this.#changes.values()];
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
    const before = this.#changes.get(key);
    const isKnown = before?.kind === 'put' || before?.kind === 'set';
    const kind = isKnown ? before.kind : 'set';
    const all = { ...(isKnown ? before.fields : {}), ...toStored(fields) };
    this.#add(key, { kind, number: 0, collection, id, fields: all });
  }

  /** There is no such document any more. */
  remove(collection: CollectionName, id: unknown): void {
    this.#add(keyOf(collection, id), { kind: 'remove', number: 0, collection, ids: [id] });
  }

  /** There are no such documents any more; nothing else of the batch is about them. */
  removeAll(collection: CollectionName, ids: unknown[]): void {
    this.#add(`all ${this.#lastNumber}`, { kind: 'remove', number: 0, collection, ids });
  }

  /** A change of many documents. It is the only one of its batch that concerns them, but for those that come later. */
  add(change: Unnumbered<RangeChange>): void {
    this.#add(`range ${this.#lastNumber}`, { number: 0, ...toStored(change) });
  }

  #add(key: string, change: Change): void {
    change.number = this.nextNumber();
    this.#changes.delete(key);
    this.#changes.set(key, change);
    this.#bytes += BSON.calculateObjectSize(change);
  }
}

function keyOf(collection: CollectionName, id: unknown): string {
  return `${collection} ${typeof id === 'string' ? id : JSON.stringify(id)}`;
}
