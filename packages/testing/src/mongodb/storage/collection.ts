import { CommandError } from '../command-error.ts';
import { compileFilter } from '../query/filter.ts';
import { compileSort, sortFields } from '../query/sort.ts';
import { type BsonDocument, fieldOf } from '../values/document.ts';
import { CollectionIndex, type IndexDescription } from './collection-index.ts';
import type { QueryPlan } from './query-plan.ts';
import { planQuery } from './query-plan.ts';

/** What `find` and the writes look for. */
export interface Search {
  filter: BsonDocument;
  sort?: BsonDocument;
  skip?: number;
  /** Default: all. */
  limit?: number;
  now: Date;
}

export const ID_INDEX = '_id_';

/** The documents of a collection, never changed in place, and its indexes. */
export class Collection {
  readonly namespace: string;
  readonly indexes = new Map<string, CollectionIndex>();
  readonly #idIndex: CollectionIndex;
  readonly #documents = new Map<number, BsonDocument>();
  #lastRecord = 0;

  constructor(namespace: string) {
    this.namespace = namespace;
    this.#idIndex = new CollectionIndex({ v: 2, key: { _id: 1 }, name: ID_INDEX, unique: true });
    this.indexes.set(ID_INDEX, this.#idIndex);
  }

  get size(): number {
    return this.#documents.size;
  }

  /**
   * To be called before a document is stored as a new one.
   * @throws CommandError when there is one with its `_id`
   */
  refuseTaken(id: unknown): void {
    this.#idIndex.refuseTaken([id ?? null], this.namespace);
  }

  /**
   * Stores a document in the place of the one with its `_id`, or as a new one.
   * @throws CommandError when a unique index has one of its values already; then nothing has changed
   */
  put(document: BsonDocument): void {
    const known = this.#recordOf(document._id);
    const record = known ?? this.#lastRecord + 1;
    const keys = [...this.indexes.values()].map(
      (index) => [index, index.keysFor(document, record, this.namespace)] as const,
    );
    if (known !== null) this.#unindex(known);
    else this.#lastRecord = record;
    this.#documents.set(record, document);
    for (const [index, values] of keys) index.add(values, record);
  }

  /** Whether a document of this `_id` was there. */
  remove(id: unknown): boolean {
    const record = this.#recordOf(id);
    if (record === null) return false;
    this.#unindex(record);
    return this.#documents.delete(record);
  }

  /**
   * Builds an index over what is there.
   * @throws CommandError when it is unique and the documents are not; then there is no such index
   */
  addIndex(description: IndexDescription): void {
    const index = new CollectionIndex(description);
    for (const [record, document] of this.#documents) {
      index.add(index.keysFor(document, record, this.namespace), record);
    }
    this.indexes.set(description.name, index);
  }

  /** The documents that match, in order. What has no sort comes in the order in which it was inserted. */
  find(search: Search): BsonDocument[] {
    const { filter, sort = {}, skip = 0, limit = Infinity, now } = search;
    const plan = planQuery(filter, sortFields(sort), this.indexes.values());
    const needsSort = Object.keys(sort).length > 0 && plan?.isSorted !== true;
    const found = this.#matching(search, plan, needsSort ? Infinity : skip + limit, now);
    if (needsSort) found.sort(compileSort(sort));
    return found.slice(skip, skip + limit);
  }

  /** All documents in the order in which they were inserted. */
  all(): BsonDocument[] {
    return [...this.#documents.values()];
  }

  #matching({ filter }: Search, plan: QueryPlan | null, most: number, now: Date): BsonDocument[] {
    const matches = compileFilter(filter, now);
    const found: BsonDocument[] = [];
    if (most <= 0) return found;
    for (const record of plan === null ? this.#documents.keys() : recordsOf(plan)) {
      const document = this.#documents.get(record) as BsonDocument;
      if (matches(document) && found.push(document) >= most) break;
    }
    return found;
  }

  #recordOf(id: unknown): number | null {
    for (const record of this.#idIndex.records({ prefix: [id ?? null] })) return record;
    return null;
  }

  #unindex(record: number): void {
    const document = this.#documents.get(record) as BsonDocument;
    for (const index of this.indexes.values()) index.remove(document, record);
  }
}

/**
 * What a document may not have as its `_id`.
 * https://www.mongodb.com/docs/manual/core/document/#the-_id-field
 * @throws CommandError when it is an array or the like
 */
export function checkId(document: BsonDocument): void {
  const id = fieldOf(document, '_id');
  if (Array.isArray(id)) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array");
}

function* recordsOf({ index, scans }: QueryPlan): Generator<number> {
  const isOnce = scans.length === 1 && !index.isMultikey;
  const seen = new Set<number>();
  for (const scan of scans) {
    for (const record of index.records(scan)) {
      if (!isOnce && seen.has(record)) continue;
      if (!isOnce) seen.add(record);
      yield record;
    }
  }
}
