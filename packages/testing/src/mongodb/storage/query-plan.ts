import { compileFilter } from '../query/filter.ts';
import type { SortField } from '../query/sort.ts';
import { type BsonDocument, isDocument } from '../values/document.ts';
import { areEqual } from '../values/order.ts';
import type { CollectionIndex, Scan } from './collection-index.ts';
import { type QueryShape, shapeOf } from './query-shape.ts';

/** More combinations of values than this are not looked up one by one. */
const MOST_SCANS = 1_000;

/** How the documents that may match are found. */
export interface QueryPlan {
  index: CollectionIndex;
  scans: Scan[];
  /** Whether they come in the order that is asked for. */
  isSorted: boolean;
}

/** Chooses the index that narrows most, or gives the order; null when all documents must be looked at. */
export function planQuery(
  filter: BsonDocument,
  sort: readonly SortField[],
  indexes: Iterable<CollectionIndex>,
): QueryPlan | null {
  const shape = shapeOf(filter);
  let best: QueryPlan | null = null;
  let bestScore = 0;
  for (const index of indexes) {
    if (!isComplete(index, filter, shape)) continue;
    const plan = planWith(index, sort, shape);
    const score = scoreOf(plan);
    if (score > bestScore) [best, bestScore] = [plan, score];
  }
  return best;
}

function planWith(index: CollectionIndex, sort: readonly SortField[], shape: QueryShape): QueryPlan {
  let prefixes: unknown[][] = [[]];
  for (const { path } of index.fields) {
    const values = shape.equalities.get(path);
    if (values === undefined || prefixes.length * values.length > MOST_SCANS) break;
    prefixes = prefixes.flatMap((prefix) => values.map((value) => [...prefix, value ?? null]));
  }
  const length = prefixes[0]?.length ?? 0;
  const direction = prefixes.length === 1 ? directionOf(index, length, sort) : 0;
  const range = index.isMultikey ? undefined : shape.ranges.get(index.fields[length]?.path ?? '');
  const scans = prefixes.map((prefix) => ({
    prefix,
    isReverse: direction < 0,
    ...(range === undefined ? {} : { range }),
  }));
  return { index, scans, isSorted: direction !== 0 };
}

/** Fields that are equal narrow most, then the order spares the most work, then a range. */
function scoreOf({ index, scans, isSorted }: QueryPlan): number {
  const [scan] = scans;
  // An empty list of values: nothing can match.
  if (scan === undefined) return 4 * index.fields.length;
  return 4 * scan.prefix.length + (isSorted ? 2 : 0) + (scan.range === undefined ? 0 : 1);
}

/** 1 or -1 when the index gives the order behind its prefix, else 0. */
function directionOf(index: CollectionIndex, prefixLength: number, sort: readonly SortField[]): number {
  if (sort.length === 0 || index.isMultikey) return 0;
  // What is equal in the prefix has one value. Elsewhere it may be an array, of which another element counts.
  const equal = index.fields.slice(0, prefixLength).map(({ path }) => path);
  const wanted = sort.filter(({ path }) => !equal.includes(path));
  const given = index.fields.slice(prefixLength);
  const [first] = wanted;
  if (first === undefined) return 1;
  const direction = first.direction * (given[0]?.direction ?? 0);
  const fits = wanted.every(
    ({ path, direction: each }, at) => given[at]?.path === path && given[at]?.direction === each * direction,
  );
  return fits ? direction : 0;
}

/** Whether every document that the filter may match is in the index. */
function isComplete(index: CollectionIndex, filter: BsonDocument, shape: QueryShape): boolean {
  const { sparse, partialFilterExpression: partial } = index.description;
  if (sparse === true && !index.fields.some(({ path }) => shape.present.has(path))) return false;
  if (!isDocument(partial)) return true;
  return Object.entries(partial).every(([path, condition]) => isImplied(path, condition, filter, shape));
}

function isImplied(path: string, condition: unknown, filter: BsonDocument, shape: QueryShape): boolean {
  const values = shape.equalities.get(path) ?? [];
  // Null may also stand for a field that is not there.
  if (values.length > 0 && !values.some((value) => (value ?? null) === null)) {
    const holds = compileFilter({ value: condition }, new Date(0));
    return values.every((value) => holds({ value }));
  }
  const isExistence =
    isDocument(condition) && condition.$exists === true && Object.keys(condition).length === 1;
  if (isExistence) return shape.present.has(path);
  return Object.hasOwn(filter, path) && areEqual(filter[path], condition);
}
