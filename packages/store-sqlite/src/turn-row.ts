import { copyUsage, type ModelUsage, type OutgoingPart, type Turn } from '@chat-imposter/core';

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
  usage: string | null,
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
    turn.usage && JSON.stringify(copyUsage(turn.usage)),
  ];
}

/** A turn from its columns. */
export function turnFromRow([, ...columns]: TurnRow): Turn {
  const [turnId, correspondentId, messageIds, state, attempts, plannedTime, reason, parts, usage] = columns;
  return {
    turnId,
    correspondentId,
    messageIds: JSON.parse(messageIds) as number[],
    state,
    attempts,
    plannedTime,
    reason,
    parts: partsFromJson(parts),
    usage: usage === null ? null : usageFromJson(usage),
  };
}

/** What a turn cost from its column. */
export function usageFromJson(json: string): ModelUsage {
  return JSON.parse(json) as ModelUsage;
}

/** The parts of a turn from their column. */
export function partsFromJson(json: string): OutgoingPart[] {
  return JSON.parse(json) as OutgoingPart[];
}

/** Without what a caller may have put there beside it. */
function copyPart({ messageId, text, state, attempts, lastError }: OutgoingPart): OutgoingPart {
  return { messageId, text, state, attempts, lastError };
}
