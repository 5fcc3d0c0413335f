import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { Problem } from '../problem.ts';

/** `GET /metrics`: figures of all bots for Prometheus; so a caller that may reach only some of them gets none. */
export async function readMetrics(request: ApiRequest): Promise<ApiAnswer> {
  if (request.caller().bots !== null) {
    throw new Problem(403, 'forbidden', 'The metrics are about all bots, and you may not reach all.');
  }
  const { contentType, text } = await request.metrics();
  return { status: 200, headers: { 'content-type': contentType }, text };
}
