import type { BsonDocument } from '../values/document.ts';
import { compareValues } from '../values/order.ts';
import { valuesAt } from '../values/path.ts';

/** Each value at a path once, in order; of an array its elements. */
export function elementsAt(documents: readonly BsonDocument[], path: string): unknown[] {
  const parts = path.split('.');
  return documents
    .flatMap((document) => valuesAt(document, parts))
    .flat()
    .filter((value) => value !== undefined)
    .sort(compareValues)
    .filter((value, at, all) => at === 0 || compareValues(value, all[at - 1]) !== 0);
}
