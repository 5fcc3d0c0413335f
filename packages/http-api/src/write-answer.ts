import type { ServerResponse } from 'node:http';
import type { ApiAnswer } from './api-answer.ts';

/**
 * Sends an answer, unless one is on its way. Nothing of the API may be kept by a cache: it shows QR codes and private
 * texts.
 */
export function writeAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  if (response.headersSent) return;
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  if (text !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.end(text);
}
