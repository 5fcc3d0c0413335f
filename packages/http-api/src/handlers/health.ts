import type { ApiAnswer } from '../api-answer.ts';

/** `GET /health`: the process lives and answers. Says nothing else, because anybody may ask. */
export async function health(): Promise<ApiAnswer> {
  return { status: 200, body: { status: 'ok' } };
}
