import { reducedMessage } from '@chat-imposter/core';
import type { Database } from './database.ts';
import { fromRow, type MessageRow, toRow } from './message-row.ts';
import { DELETE_SENT_PART, DELETE_TURN, REDUCE_MESSAGE } from './retention-queries.ts';
import { partsFromJson } from './turn-row.ts';

/** Deletes turns, and the ways to them. */
export function deleteTurns(
  database: Database,
  turns: readonly (readonly [turnNumber: number, parts: string])[],
): void {
  for (const [turnNumber, parts] of turns) {
    for (const { messageId } of partsFromJson(parts))
      database.statement(DELETE_SENT_PART).run(messageId, turnNumber);
    database.statement(DELETE_TURN).run(turnNumber);
  }
}

/** Leaves of messages what they are recognised by. */
export function reduceMessages(
  database: Database,
  rows: readonly (readonly [sequence: number, ...MessageRow])[],
): void {
  for (const [sequence, ...row] of rows) {
    const reduced = toRow(reducedMessage(fromRow(row, '')));
    const [, , content, quoted, sender, , group, , , , state, reason] = reduced;
    database.statement(REDUCE_MESSAGE).run(content, quoted, sender, group, state, reason, sequence);
  }
}
