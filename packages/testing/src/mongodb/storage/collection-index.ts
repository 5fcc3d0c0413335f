import { EJSON } from 'bson';
import { CommandError } from '../command-error.ts';
import { compileFilter, type Predicate } from '../query/filter.ts';
import { type SortField, sortFields } from '../query/sort.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { compareValues } from '../values/order.ts';
import { type KeyValues, keysOf } from './index-keys.ts';
import { SortedMap } from './sorted-map.ts';

/** What `createIndexes` is given and `listIndexes` answers. */
export interface IndexDescription extends BsonDocument {
  name: string;
  key: BsonDocument;
  unique?: boolean;
  sparse?: boolean;
  expireAfterSeconds?: unknown;
  partialFilterExpression?: BsonDocument;
}

/** A place in the index: that of an entry, or the one before or after all that begin with some values. */
interface IndexKey {
  values: KeyValues;
  record: number;
}

/** The ends that values lie between, both included; `undefined` where there is none. */
export interface ValueRange {
  least: unknown;
  most: unknown;
}

/** Which entries to give, in the order of the index or against it. */
export interface Scan {
  /** The entry begins with these. */
  prefix: KeyValues;
  /** What the field behind the prefix is at least and at most; `undefined` for no limit. */
  range?: ValueRange;
  isReverse?: boolean;
}

const EVERY_DOCUMENT: Predicate = () => true;

/** The entries of one index, kept in its order. */
export class CollectionIndex {
  readonly description: IndexDescription;
  readonly fields: readonly SortField[];
  /** Whether a document was ever in it more than once, or with an array: its order is then not that of a sort. */
  isMultikey = false;
  readonly #paths: readonly (readonly string[])[];
  readonly #covers: Predicate;
  readonly #entries;

  constructor(description: IndexDescription) {
    this.description = description;
    this.fields = sortFields(description.key);
    this.#paths = this.fields.map(({ path }) => path.split('.'));
    this.#covers = coverage(description, this.#paths);
    this.#entries = new SortedMap<IndexKey, number>(undefined, (left, right) => this.#compare(left, right));
  }

  /**
   * Finds the entries of a document, before anything is changed.
   * @param record the one that may already have them
   * @throws CommandError when another document has one of them and the index is unique
   */
  keysFor(document: BsonDocument, record: number, namespace: string): KeyValues[] {
    if (!this.#covers(document)) return [];
    const { keys, isMultikey } = keysOf(document, this.#paths);
    if (this.description.unique === true) for (const key of keys) this.refuseTaken(key, namespace, record);
    this.isMultikey ||= isMultikey;
    return keys;
  }

  /**
   * @param record the one that may have these values
   * @throws CommandError when another has them
   */
  refuseTaken(values: KeyValues, namespace: string, record: number | null = null): void {
    for (const other of this.records({ prefix: values })) {
      if (other !== record) throw this.#duplicate(values, namespace);
    }
  }

  add(keys: readonly KeyValues[], record: number): void {
    for (const values of keys) this.#entries.set({ values, record }, record);
  }

  remove(document: BsonDocument, record: number): void {
    if (!this.#covers(document)) return;
    for (const values of keysOf(document, this.#paths).keys) this.#entries.delete({ values, record });
  }

  /** The records of the entries that a scan finds; a record comes as often as it has such entries. */
  *records({ prefix, range, isReverse = false }: Scan): Generator<number> {
    const isAscending = (this.fields[prefix.length]?.direction !== -1) !== isReverse;
    const [first, last] = isAscending ? [range?.least, range?.most] : [range?.most, range?.least];
    const values = first === undefined ? prefix : [...prefix, first];
    const start: IndexKey = { values, record: isReverse ? Infinity : -Infinity };
    const end = last === undefined ? prefix : [...prefix, last];
    const entries = isReverse ? this.#entries.entriesReversed(start) : this.#entries.entries(start);
    for (const [key, record] of entries) {
      const order = this.#comparePrefix(key.values, end);
      if (isReverse ? order < 0 : order > 0) return;
      yield record;
    }
  }

  #compare(left: IndexKey, right: IndexKey): number {
    const order = this.#comparePrefix(left.values, right.values);
    if (order !== 0) return order;
    // A key with fewer values is an end: before or after all that begin with them.
    if (left.values.length !== right.values.length) {
      return left.values.length < right.values.length ? sign(left.record) : -sign(right.record);
    }
    return left.record === right.record ? 0 : left.record - right.record;
  }

  #comparePrefix(left: KeyValues, right: KeyValues): number {
    const shorter = Math.min(left.length, right.length);
    for (let at = 0; at < shorter; at++) {
      const order = compareValues(left[at], right[at]);
      if (order !== 0) return order * (this.fields[at] as SortField).direction;
    }
    return 0;
  }

  #duplicate(values: KeyValues, namespace: string): CommandError {
    const { name, key } = this.description;
    const keyValue = Object.fromEntries(this.fields.map(({ path }, at) => [path, values[at]]));
    const shown = this.fields.map(({ path }, at) => `${path}: ${EJSON.stringify(values[at])}`).join(', ');
    const message = `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown} }`;
    return new CommandError('DuplicateKey', message, { keyPattern: key, keyValue });
  }
}

function sign(record: number): number {
  return record < 0 ? -1 : 1;
}

function coverage(description: IndexDescription, paths: readonly (readonly string[])[]): Predicate {
  const { sparse, partialFilterExpression: partial } = description;
  if (isDocument(partial)) return compileFilter(partial, new Date(0));
  if (sparse !== true) return EVERY_DOCUMENT;
  const exists = paths.map((parts) => compileFilter({ [parts.join('.')]: { $exists: true } }, new Date(0)));
  return (document) => exists.some((matches) => matches(document));
}
