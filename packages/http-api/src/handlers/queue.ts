import { messageToJson } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /api/queue/:user_id`: what is queued, by contact key. */
export async function readQueue(request: ApiRequest): Promise<ApiAnswer> {
  const queue = await request.imposter.queue(request.parameter('user_id'));
  const entries = [...queue].map(([contact, messages]) => [contact, messages.map(messageToJson)]);
  return { status: 200, body: Object.fromEntries(entries) };
}

/** `DELETE /api/queue/:user_id`: takes all that is queued out; nothing of it is answered. */
export async function clearQueue(request: ApiRequest): Promise<ApiAnswer> {
  await request.imposter.clearQueue(request.parameter('user_id'));
  return { status: 204 };
}

/** `DELETE /api/queue/:user_id/:contact_id`: the same for one contact. */
export async function clearContact(request: ApiRequest): Promise<ApiAnswer> {
  await request.imposter.clearQueue(request.parameter('user_id'), request.parameter('contact_id'));
  return { status: 204 };
}
