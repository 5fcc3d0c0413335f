import { type AnyBulkWriteOperation, type Document, MongoBulkWriteError } from 'mongodb';
import type { Change } from './changes.ts';
import type { CollectionName } from './collections.ts';
import type { Connection } from './connection.ts';

const DUPLICATE_KEY = 11000;
/** How the server names the index whose key is taken. */
const ID_INDEX = ' index: _id_ ';

/** A write of one collection. */
interface CollectionWrite {
  collection: CollectionName;
  operation: AnyBulkWriteOperation<Document>;
}

/**
 * Does the changes of a batch, each only where nothing newer has been done: doing a batch again, in whole or in part and
 * however late, changes nothing. A document that is deleted leaves its id and the number of that change behind for some
 * days, because nothing else could keep an old change from bringing it back; also one that never was there, because the
 * change that put it there may still be on its way.
 */
export async function applyChanges(connection: Connection, changes: readonly Change[]): Promise<void> {
  if (changes.some(({ kind }) => RANGES.has(kind))) {
    for (const change of changes) {
      for (const write of writesOf(change)) await writeAll(connection, write.collection, [write.operation]);
    }
    return;
  }
  const writes = Map.groupBy(changes.flatMap(writesOf), ({ collection }) => collection);
  const all = [...writes].map(([collection, each]) =>
    writeAll(
      connection,
      collection,
      each.map(({ operation }) => operation),
    ),
  );
  await Promise.all(all);
}

/** Changes of documents that are not named. Others of the same batch may concern them too, so the order counts. */
const RANGES: ReadonlySet<Change['kind']> = new Set(['clear_session', 'move_messages', 'remove_window']);

function writesOf(change: Change): CollectionWrite[] {
  const { number } = change;
  const isOlder = { $not: { $gte: number } };
  const tombstone = [{ $replaceWith: { _id: '$_id', change: { $literal: number }, gone: '$$NOW' } }];
  const removed = (collection: CollectionName, filter: Document): CollectionWrite => ({
    collection,
    operation: { updateMany: { filter: { ...filter, change: isOlder }, update: tombstone } },
  });
  const gone = (id: unknown): CollectionWrite['operation'] => {
    const filter = { _id: id as never, change: isOlder };
    return { updateOne: { filter, update: tombstone, upsert: true } };
  };
  switch (change.kind) {
    case 'put': {
      const filter = { _id: change.id as never, change: isOlder };
      const replacement = { ...change.fields, change: number };
      return [
        { collection: change.collection, operation: { replaceOne: { filter, replacement, upsert: true } } },
      ];
    }
    case 'set': {
      const filter = { _id: change.id as never, change: isOlder };
      const update = { $set: { ...change.fields, change: number } };
      return [{ collection: change.collection, operation: { updateOne: { filter, update } } }];
    }
    case 'remove':
      return change.ids.map((id) => ({ collection: change.collection, operation: gone(id) }));
    case 'clear_session':
      return [removed('baileys_sessions', { session: change.session, provider_name: change.provider_name })];
    case 'remove_window': {
      const { user_id, group_id, after, until } = change;
      return [removed('tracked_messages', { user_id, group_id, place: { $gt: after, $lte: until } })];
    }
    case 'move_messages': {
      const { from, into: chat, raise } = change;
      const moved = (id: Document, update: Document): CollectionWrite => ({
        collection: 'messages',
        operation: { updateMany: { filter: { chat: from, id, change: isOlder }, update } },
      });
      return [
        moved({ $type: 'number' }, { $set: { chat, change: number }, $inc: { id: raise } }),
        moved({ $not: { $type: 'number' } }, { $set: { chat, change: number } }),
      ];
    }
  }
}

async function writeAll(
  connection: Connection,
  collection: CollectionName,
  operations: AnyBulkWriteOperation<Document>[],
): Promise<void> {
  await connection.run(async () => {
    try {
      await connection.collection(collection).bulkWrite(operations, { ordered: false });
    } catch (error) {
      if (!isOnlyNewer(error)) throw error;
    }
  });
}

/** Whether all that failed was to put what has been changed since: its id is taken then. */
function isOnlyNewer(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false;
  const errors = [error.writeErrors].flat();
  return (
    errors.length > 0 &&
    errors.every(({ code, errmsg }) => code === DUPLICATE_KEY && errmsg?.includes(ID_INDEX))
  );
}
