import type { ModelUsage, OutgoingPart, Turn } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';

/** One message of an answer, as it is kept. */
interface PartDocument {
  message_id: string;
  text: string;
  state: OutgoingPart['state'];
  attempts: number;
  last_error: string | null;
}

/** What the model cost a turn, as it is kept. */
interface UsageDocument {
  model: string;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  duration_ms: number;
  calls: number;
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
  /** Turns of earlier versions have none. */
  usage?: UsageDocument | null;
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
    usage: turn.usage && toUsageDocument(turn.usage),
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
    usage: document.usage ? usageFromDocument(document.usage) : null,
  };
}

/** What a turn cost from its document. */
export function usageFromDocument(document: UsageDocument): ModelUsage {
  return {
    model: document.model,
    inputTokens: document.input_tokens,
    cachedInputTokens: document.cached_input_tokens,
    outputTokens: document.output_tokens,
    reasoningTokens: document.reasoning_tokens,
    durationMs: document.duration_ms,
    calls: document.calls,
  };
}

function toUsageDocument(usage: ModelUsage): UsageDocument {
  return {
    model: usage.model,
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    duration_ms: usage.durationMs,
    calls: usage.calls,
  };
}

function toPartDocument({ messageId, text, state, attempts, lastError }: OutgoingPart): PartDocument {
  return { message_id: messageId, text, state, attempts, last_error: lastError };
}

function partFromDocument({ message_id, text, state, attempts, last_error }: PartDocument): OutgoingPart {
  return { messageId: message_id, text, state, attempts, lastError: last_error };
}
