import { MongoServerError } from 'mongodb';
import { type CollectionName, INDEXES, type Index } from './collections.ts';
import type { Connection } from './connection.ts';

/** There is no such collection. */
const NAMESPACE_NOT_FOUND = 26;
/** There is another index with the same fields (IndexOptionsConflict) or the same name (IndexKeySpecsConflict). */
const CONFLICTS = [85, 86];

/** Creates collections and indexes that are missing. */
export async function prepareCollections(connection: Connection): Promise<void> {
  for (const [name, indexes] of Object.entries(INDEXES) as [CollectionName, readonly Index[]][]) {
    if (name !== 'configurations') await dropUnique(connection, name);
    for (const index of indexes) await createIndex(connection, name, index);
  }
}

/**
 * Unique indexes that others made would see equal documents in all that is left of deleted ones. What they made for
 * `configurations` stays: it says what ours says.
 */
async function dropUnique(connection: Connection, name: CollectionName): Promise<void> {
  const collection = connection.collection(name);
  const found = await connection.run(async () => {
    try {
      return await collection.indexes();
    } catch (error) {
      if (codeOf(error) === NAMESPACE_NOT_FOUND) return [];
      throw error;
    }
  });
  for (const { name: index, unique } of found) {
    if (unique && index !== undefined && index !== '_id_')
      await connection.run(() => collection.dropIndex(index));
  }
}

async function createIndex(
  connection: Connection,
  name: CollectionName,
  [keys, options]: Index,
): Promise<void> {
  await connection.run(async () => {
    try {
      await connection.collection(name).createIndex(keys, { ...options });
    } catch (error) {
      // Those who read find theirs as good as ours.
      if (!CONFLICTS.includes(codeOf(error))) throw error;
    }
  });
}

function codeOf(error: unknown): number {
  return error instanceof MongoServerError ? Number(error.code) : 0;
}
