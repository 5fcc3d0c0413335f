import type { OutgoingPart, Turn } from '@chat-imposter/core';
import type { ColumnValue } from './statement.ts';

/** The columns of an open turn. */
export interface TurnRow {
  turn_number: number;
  turn_id: string;
  correspondent_id: string;
  message_ids: string;
  state: Turn['state'];
  attempts: number;
  planned_time: number;
  reason: string | null;
}

/** The columns of one part. */
export interface PartRow {
  message_id: string;
  text: string;
  state: OutgoingPart['state'];
  attempts: number;
  last_error: string | null;
}

/** A turn from its columns and those of its parts. */
export function turnFromRows(row: TurnRow, parts: readonly PartRow[]): Turn {
  return {
    turnId: row.turn_id,
    correspondentId: row.correspondent_id,
    messageIds: JSON.parse(row.message_ids) as number[],
    state: row.state,
    attempts: row.attempts,
    plannedTime: row.planned_time,
    parts: parts.map(partFromRow),
    reason: row.reason,
  };
}

/** The columns of a part, by the names of their parameters. */
export function toPartColumns({
  messageId,
  text,
  state,
  attempts,
  lastError,
}: OutgoingPart): Record<string, ColumnValue> {
  return { messageId, text, state, attempts, lastError };
}

function partFromRow({ message_id, text, state, attempts, last_error }: PartRow): OutgoingPart {
  return { messageId: message_id, text, state, attempts, lastError: last_error };
}
