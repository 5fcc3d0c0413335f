import { SendError } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { ImposterEvents } from './contracts/events.ts';
import { LlmError } from './contracts/llm-provider.ts';
import { messageToJson } from './message-json.ts';
import { usageToJson } from './usage-json.ts';

/** An event outside of the process: its kind, and its JSON, which always tells the bot (`user_id`). Times are epoch milliseconds. */
export interface EventJson {
  kind: EventKind;
  data: { user_id: string } & Record<string, unknown>;
}

/** How each event of an imposter is made JSON. */
const WRITERS: { [Name in keyof ImposterEvents]: (event: Parameters<ImposterEvents[Name]>[0]) => EventJson } =
  {
    status: ({ userId, status, historyPercent, lastError }) => ({
      kind: 'status',
      data: {
        user_id: userId,
        status,
        ...(historyPercent === undefined ? {} : { history_percent: historyPercent }),
        ...(lastError === undefined ? {} : { last_error: lastError }),
      },
    }),
    qr: ({ userId, qr }) => ({ kind: 'qr', data: { user_id: userId, qr } }),
    pairingCode: ({ userId, code }) => ({
      kind: 'pairing_code',
      data: { user_id: userId, pairing_code: code },
    }),
    message: ({ userId, correspondentId, message, state, reason }) => ({
      kind: 'message',
      data: {
        user_id: userId,
        correspondent_id: correspondentId,
        state,
        reason,
        message: messageToJson(message),
      },
    }),
    edit: ({ userId, correspondentId, message }) => ({
      kind: 'edit',
      data: { user_id: userId, correspondent_id: correspondentId, message: messageToJson(message) },
    }),
    deletion: ({ userId, correspondentId, message }) => ({
      kind: 'deletion',
      data: { user_id: userId, correspondent_id: correspondentId, message: messageToJson(message) },
    }),
    eviction: ({ userId, correspondentId, messageId, reason, wasWaiting }) => ({
      kind: 'eviction',
      data: {
        user_id: userId,
        correspondent_id: correspondentId,
        message_id: messageId,
        reason,
        was_waiting: wasWaiting,
      },
    }),
    merge: ({ userId, from, into }) => ({ kind: 'merge', data: { user_id: userId, from, into } }),
    erasure: ({ userId, correspondentId }) => ({
      kind: 'erasure',
      data: { user_id: userId, correspondent_id: correspondentId },
    }),
    removal: ({ userId }) => ({ kind: 'removal', data: { user_id: userId } }),
    period: ({ userId, groupId, start, end }) => ({
      kind: 'period',
      data: { user_id: userId, group_id: groupId, period_start: start, period_end: end },
    }),
    turn: ({ userId, correspondentId, turnId, messageIds, stage, reason, parts, usage, durationMs }) => ({
      kind: 'turn',
      data: {
        user_id: userId,
        correspondent_id: correspondentId,
        turn_id: turnId,
        message_ids: messageIds,
        stage,
        reason,
        parts,
        usage: usage === null ? null : usageToJson(usage),
        duration_ms: durationMs,
      },
    }),
    reply: ({ userId, correspondentId, text, providerMessageId }) => ({
      kind: 'reply',
      data: {
        user_id: userId,
        correspondent_id: correspondentId,
        text,
        provider_message_id: providerMessageId,
      },
    }),
    failure: ({ userId, correspondentId, error }) => ({
      kind: 'failure',
      data: { user_id: userId, correspondent_id: correspondentId, ...failureToJson(error) },
    }),
  };

/** The kinds of events outside of the process. */
export type EventKind = Exclude<keyof ImposterEvents, 'pairingCode'> | 'pairing_code';

/** The events of an imposter, by the names that {@link Imposter.on} takes. */
export const eventNames = Object.keys(WRITERS) as (keyof ImposterEvents)[];

/** The JSON form of an event. */
export function eventToJson<Name extends keyof ImposterEvents>(
  name: Name,
  event: Parameters<ImposterEvents[Name]>[0],
): EventJson {
  return WRITERS[name](event);
}

/** What is safe to tell of an error. Those that are not ours may hold addresses, keys and texts: the log has them. */
export function failureToJson(error: Error): { code: string; message: string } {
  const { message } = error;
  if (ImposterError.is(error)) return { code: error.code, message };
  if (error instanceof LlmError) return { code: `llm_${error.kind}`, message };
  if (error instanceof SendError) return { code: `send_${error.kind}`, message };
  return {
    code: 'unexpected',
    message: 'Something failed in an unforeseen way; the log of the server says what.',
  };
}
