import { DatabaseSync } from 'node:sqlite';
import type { PeriodMessage } from '@chat-imposter/core';
import {
  groupIdOf,
  newestOf,
  type ReadNewestPeriod,
  type TrackedWorkload,
} from '../workload/tracked-workload.ts';

type Row = [
  senderId: string,
  senderName: string,
  senderAlternateIds: string,
  content: string,
  acceptedTime: number,
  originatingTime: number | null,
  providerMessageId: string | null,
  isLate: number,
];

/** What one writes by hand: one prepared statement over the key, for a group and a period that are known. */
export function createPeriodOfQuery(workload: TrackedWorkload, path: string): ReadNewestPeriod {
  const connection = new DatabaseSync(path);
  connection.exec('PRAGMA locking_mode = EXCLUSIVE');
  const numbers = new Map(
    connection
      .prepare('SELECT group_id, group_number FROM tracked_groups')
      .all()
      .map((row) => [row.group_id, Number(row.group_number)] as const),
  );
  const statement = connection.prepare(`
    SELECT
      sender_id, sender_name, sender_alternate_ids, content, accepted_time, originating_time, provider_message_id,
      is_late
    FROM tracked_messages WHERE group_number = ? AND place_time > ? AND place_time <= ?
    ORDER BY place_time`);
  statement.setReturnArrays(true);
  const { start, end } = newestOf(workload);
  return async (group) => {
    const rows = statement.all(numbers.get(groupIdOf(group)) ?? Number.NaN, start, end);
    return (rows as unknown as Row[]).map(toMessage);
  };
}

function toMessage(row: Row): PeriodMessage {
  const [
    senderId,
    senderName,
    senderAlternateIds,
    content,
    acceptedTime,
    originatingTime,
    providerMessageId,
    isLate,
  ] = row;
  const alternateIdentifiers = JSON.parse(senderAlternateIds) as string[];
  return {
    sender: { identifier: senderId, displayName: senderName, alternateIdentifiers },
    content,
    acceptedTime,
    originatingTime,
    providerMessageId,
    isLate: isLate === 1,
  };
}
