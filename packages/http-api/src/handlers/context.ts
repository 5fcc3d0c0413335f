import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /api/context/:user_id`: by contact key, the messages of the next request to the model. */
export async function readContext(request: ApiRequest): Promise<ApiAnswer> {
  const context = await request.imposter.context(request.parameter('user_id'));
  const entries = [...context].map(([contact, messages]) => [
    contact,
    messages.map(({ role, content }) => ({ role, content })),
  ]);
  return { status: 200, body: Object.fromEntries(entries) };
}
