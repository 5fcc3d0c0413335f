import type { BsonDocument } from '../values/document.ts';
import { numberIn } from '../values/number.ts';
import { valuesAt } from '../values/path.ts';
import type { Catalog } from './catalog.ts';
import type { Change } from './change.ts';

/**
 * What has expired: the date in the field of the TTL index, or the earliest in its array, and the seconds of the index are
 * over. What has no date there stays.
 * https://www.mongodb.com/docs/manual/core/index-ttl/
 */
export function expiredIn(catalog: Catalog, now: Date): Change[] {
  const changes: Change[] = [];
  for (const database of catalog.databases()) {
    for (const [name, collection] of catalog.collections(database)) {
      for (const { description, fields } of collection.indexes.values()) {
        const seconds = numberIn(description.expireAfterSeconds);
        const path = fields[0]?.path;
        if (seconds === null || path === undefined) continue;
        const latest = now.getTime() - seconds * 1000;
        for (const document of collection.all()) {
          if (!isOver(document, path, latest)) continue;
          changes.push({ kind: 'remove', database, collection: name, id: document._id });
        }
      }
    }
  }
  return changes;
}

function isOver(document: BsonDocument, path: string, latest: number): boolean {
  const values = valuesAt(document, path.split('.')).flat();
  return values.some((value) => value instanceof Date && value.getTime() <= latest);
}
