import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /health`: the process lives and answers. Says nothing else, because anybody may ask. */
export async function health(): Promise<ApiAnswer> {
  return { status: 200, body: { status: 'ok' } };
}

/** `GET /ready`: the store can be used, so bots can be run; else 503. Says nothing else either. */
export async function ready({ imposter }: ApiRequest): Promise<ApiAnswer> {
  await imposter.ready();
  return { status: 200, body: { status: 'ok' } };
}
