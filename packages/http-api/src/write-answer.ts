import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiAnswer } from './api-answer.ts';

/**
 * Sends an answer, unless one is on its way. Nothing of the API may be kept by a cache: it shows QR codes and private
 * texts. Resolves when it is sent, or the caller has gone away.
 * @throws what the stream of the answer throws; the connection is cut then, because the caller has a part of it
 */
export async function writeAnswer(
  response: ServerResponse,
  { status, headers, body, text = json(body), stream }: ApiAnswer,
): Promise<void> {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  if (body !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  // A stream may never end, and nobody reads it then.
  if (stream === undefined || response.req.method === 'HEAD') response.end(text);
  else await send(stream, response);
}

function json(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

async function send(stream: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  try {
    await pipeline(Readable.from(stream), response);
  } catch (error) {
    if (!hasGone(error)) throw error;
  }
}

function hasGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
