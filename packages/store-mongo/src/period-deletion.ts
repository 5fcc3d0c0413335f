import type { PeriodQuery } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';
import type { Draft } from './draft.ts';
import type { PeriodDocument } from './tracking-document.ts';

/** Deletes the periods that a query means, with their messages; tells how many. The write has to be alone. */
export async function deletePeriods(
  draft: Draft,
  groupId: string,
  { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, last }: PeriodQuery,
): Promise<number> {
  const { connection, userId: user_id } = draft;
  const newestFirst = await connection.find<PeriodDocument>(
    'tracked_group_periods',
    {
      user_id,
      tracked_group_unique_identifier: groupId,
      periodEnd: { $gte: from, $lt: until },
      periodStart: { $gt: from },
    },
    {
      sort: { user_id: -1, tracked_group_unique_identifier: -1, periodEnd: -1 },
      projection: { periodStart: 1, periodEnd: 1 },
      ...(last ? { limit: last } : {}),
    },
  );
  const [newest, oldest] = [newestFirst[0], newestFirst.at(-1)];
  if (!newest || !oldest) return 0;
  const ids = newestFirst.map(({ _id }) => _id);
  draft.changes.removeAll('tracked_group_periods', ids);
  // No message stands between two periods.
  const window = { after: oldest.periodStart, until: newest.periodEnd };
  draft.changes.add({ kind: 'remove_window', user_id, group_id: groupId, ...window });
  await removeIfOver(draft, groupId, ids);
  return ids.length;
}

async function removeIfOver(draft: Draft, groupId: string, deleted: readonly ObjectId[]): Promise<void> {
  const group = await draft.tracking.load(groupId);
  if (!group || draft.tracking.windowOf(group) !== null) return;
  const left = await draft.connection.findOne<PeriodDocument>('tracked_group_periods', {
    user_id: draft.userId,
    tracked_group_unique_identifier: groupId,
    _id: { $nin: deleted },
  });
  if (!left) draft.tracking.remove(group);
}
