import { CommandError } from '../command-error.ts';
import type { BsonDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { compareValues } from '../values/order.ts';
import { valuesAt } from '../values/path.ts';

/** One field of an order. */
export interface SortField {
  path: string;
  direction: 1 | -1;
}

/**
 * The fields of a `sort` or an index key, first things first.
 * @throws CommandError when a direction is neither 1 nor -1
 */
export function sortFields(sort: BsonDocument): SortField[] {
  return Object.entries(sort).map(([path, value]) => {
    const direction = numberIn(value);
    if (direction !== 1 && direction !== -1) {
      throw new CommandError(
        'BadValue',
        `$sort key ordering must be 1 (for ascending) or -1 (for descending)`,
      );
    }
    return { path, direction };
  });
}

/**
 * Compares documents. Of an array the least element counts, or the greatest when the order is descending; what is
 * missing counts as null.
 * https://www.mongodb.com/docs/manual/reference/method/cursor.sort/
 */
export function compileSort(sort: BsonDocument): (left: BsonDocument, right: BsonDocument) => number {
  const fields = sortFields(sort).map(({ path, direction }) => ({ parts: path.split('.'), direction }));
  return (left, right) => {
    for (const { parts, direction } of fields) {
      const order = compareValues(sortValue(left, parts, direction), sortValue(right, parts, direction));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function sortValue(document: BsonDocument, parts: readonly string[], direction: 1 | -1): unknown {
  const values = valuesAt(document, parts).flatMap(elements);
  if (values.length === 0) return null;
  return values.reduce((best, value) => (compareValues(value, best) * direction < 0 ? value : best));
}

/** An empty array comes before null, as `undefined` does. */
function elements(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [value ?? null];
  return value.length === 0 ? [undefined] : value;
}
