import { messageToJson } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /api/queue/:user_id`: what is queued, by contact key. */
export async function readQueue(request: ApiRequest): Promise<ApiAnswer> {
  const queue = await request.imposter.queue(request.parameter('user_id'));
  const entries = [...queue].map(([contact, messages]) => [contact, messages.map(messageToJson)]);
  return { status: 200, body: Object.fromEntries(entries) };
}
