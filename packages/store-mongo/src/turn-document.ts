import type { OutgoingPart, Turn } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';

/** One message of an answer, as it is kept. */
interface PartDocument {
  message_id: string;
  text: string;
  state: OutgoingPart['state'];
  attempts: number;
  last_error: string | null;
}

/** A turn as it is kept. */
export interface TurnDocument {
  _id: ObjectId;
  user_id: string;
  turn_id: string;
  correspondent_id: string;
  message_ids: number[];
  state: Turn['state'];
  /** Only where it is true. */
  is_open?: true;
  attempts: number;
  planned_time: number;
  parts: PartDocument[];
  reason: string | null;
  /** The order in which turns began. */
  sequence: number;
}

/** Whether a turn is not over. */
export function isOpen({ state }: Pick<Turn, 'state'>): boolean {
  return state === 'planned' || state === 'decided';
}

/** The fields of a turn that tell what it is. */
export function toTurnFields(turn: Turn) {
  return {
    turn_id: turn.turnId,
    correspondent_id: turn.correspondentId,
    message_ids: [...turn.messageIds],
    state: turn.state,
    ...(isOpen(turn) ? { is_open: true as const } : {}),
    attempts: turn.attempts,
    planned_time: turn.plannedTime,
    parts: turn.parts.map(toPartDocument),
    reason: turn.reason,
  };
}

/** A turn from its document. */
export function turnFromDocument(document: TurnDocument): Turn {
  return {
    turnId: document.turn_id,
    correspondentId: document.correspondent_id,
    messageIds: document.message_ids,
    state: document.state,
    attempts: document.attempts,
    plannedTime: document.planned_time,
    parts: document.parts.map(partFromDocument),
    reason: document.reason,
  };
}

function toPartDocument({ messageId, text, state, attempts, lastError }: OutgoingPart): PartDocument {
  return { message_id: messageId, text, state, attempts, last_error: lastError };
}

function partFromDocument({ message_id, text, state, attempts, last_error }: PartDocument): OutgoingPart {
  return { messageId: message_id, text, state, attempts, lastError: last_error };
}
