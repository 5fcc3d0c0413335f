import type { OutgoingPart, Turn } from '@chat-imposter/core';

/** The columns of a turn that tell what it is. */
export type TurnColumns = [
  turnId: string,
  correspondentId: string,
  messageIds: string,
  state: Turn['state'],
  attempts: number,
  plannedTime: number,
  reason: string | null,
  parts: string,
];

/** The columns of a turn. */
export type TurnRow = [turnNumber: number, ...TurnColumns];

/** The columns of a turn that tell what it is. */
export function toTurnColumns(turn: Turn): TurnColumns {
  return [
    turn.turnId,
    turn.correspondentId,
    JSON.stringify(turn.messageIds),
    turn.state,
    turn.attempts,
    turn.plannedTime,
    turn.reason,
    JSON.stringify(turn.parts.map(copyPart)),
  ];
}

/** A turn from its columns. */
export function turnFromRow([, ...columns]: TurnRow): Turn {
  const [turnId, correspondentId, messageIds, state, attempts, plannedTime, reason, parts] = columns;
  return {
    turnId,
    correspondentId,
    messageIds: JSON.parse(messageIds) as number[],
    state,
    attempts,
    plannedTime,
    reason,
    parts: partsFromJson(parts),
  };
}

/** The parts of a turn from their column. */
export function partsFromJson(json: string): OutgoingPart[] {
  return JSON.parse(json) as OutgoingPart[];
}

/** Without what a caller may have put there beside it. */
function copyPart({ messageId, text, state, attempts, lastError }: OutgoingPart): OutgoingPart {
  return { messageId, text, state, attempts, lastError };
}
