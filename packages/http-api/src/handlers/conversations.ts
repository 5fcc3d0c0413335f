import { messageToJson } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import type { QueryKeys } from '../query.ts';

/** The query keys that choose a page. */
export const pageKeys = { before: 'text', limit: 'size' } as const satisfies QueryKeys;

/** The query keys of a log. */
export const logKeys = { tail: 'size' } as const satisfies QueryKeys;

const DEFAULT_SIZE = 50;
const DEFAULT_LINES = 100;

/** `GET /api/conversations/:user_id/:contact_id`: a page of all that was said with a contact, newest first. */
export async function readConversation(request: ApiRequest): Promise<ApiAnswer> {
  const { correspondentId, messages, next } = await request.imposter.conversation(
    request.parameter('user_id'),
    request.parameter('contact_id'),
    pageOf(request),
  );
  const shown = messages.map((message) => ({
    ...messageToJson(message),
    state: message.state,
    reason: message.reason,
  }));
  return { status: 200, body: { correspondent_id: correspondentId, messages: shown, next } };
}

/** `GET /api/decisions/:user_id`: a page of what has become of the messages of all contacts and why, newest first. */
export async function readDecisions(request: ApiRequest): Promise<ApiAnswer> {
  const { decisions, next } = await request.imposter.decisions(request.parameter('user_id'), pageOf(request));
  const shown = decisions.map(({ correspondentId, verdict, reason, message }) => ({
    correspondent_id: correspondentId,
    verdict,
    reason,
    message: messageToJson(message),
  }));
  return { status: 200, body: { decisions: shown, next } };
}

/** `GET /api/logs/:user_id/:contact_id`: the last lines of the conversation log of a contact, oldest first. */
export async function readLog(request: ApiRequest): Promise<ApiAnswer> {
  const count = (request.query.get('tail') ?? DEFAULT_LINES) as number;
  const lines = await request.imposter.logLines(
    request.parameter('user_id'),
    request.parameter('contact_id'),
    count,
  );
  return { status: 200, body: { lines } };
}

function pageOf({ query }: ApiRequest): { before: string | null; limit: number } {
  return {
    before: (query.get('before') ?? null) as string | null,
    limit: (query.get('limit') ?? DEFAULT_SIZE) as number,
  };
}
