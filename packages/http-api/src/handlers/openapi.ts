import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';

/** `GET /openapi.json`: every call of the API, with the settings of the providers that are installed. */
export async function readOpenApi(request: ApiRequest): Promise<ApiAnswer> {
  return { status: 200, body: await request.openApi() };
}
