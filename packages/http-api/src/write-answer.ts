import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiAnswer } from './api-answer.ts';

/**
 * Sends an answer, unless one is on its way. Nothing of the API may be kept by a cache: it shows QR codes and private
 * texts. Resolves when it is sent, or the caller has gone away.
 * @param revoked cuts a stream off: whoever reads it is not let in any more
 * @throws what the stream of the answer throws; the connection is cut then, because the caller has a part of it
 */
export async function writeAnswer(
  response: ServerResponse,
  { status, headers, body, text = json(body), stream }: ApiAnswer,
  revoked?: AbortSignal | null,
): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  if (body !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (stream === undefined) {
    response.end(text);
  } else if (response.req.method === 'HEAD') {
    // A stream may never end, and nobody reads it.
    response.end();
    await stream[Symbol.asyncIterator]().return?.();
  } else {
    await send(stream, response, revoked);
  }
}

/**
 * The same answer, with the first part of its stream read: what fails before there is anything to send can still be refused.
 * @throws what the stream throws before it gives anything
 */
export async function begun(answer: ApiAnswer): Promise<ApiAnswer> {
  if (answer.stream === undefined) return answer;
  const parts = answer.stream[Symbol.asyncIterator]();
  const first = await parts.next();
  return { ...answer, stream: continued(first, parts) };
}

function continued(first: IteratorResult<string>, parts: AsyncIterator<string>): AsyncIterable<string> {
  let isBegun = false;
  const iterator: AsyncIterator<string> = {
    next() {
      if (isBegun) return parts.next();
      isBegun = true;
      return Promise.resolve(first);
    },
    async return() {
      await parts.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function json(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

async function send(
  stream: AsyncIterable<string>,
  response: ServerResponse,
  revoked: AbortSignal | null | undefined,
): Promise<void> {
  try {
    await pipeline(Readable.from(stream), response, revoked ? { signal: revoked } : {});
  } catch (error) {
    if (!hasGone(error) && !revoked?.aborted) throw error;
  }
}

/** Node's words for a caller that went away. */
const GONE: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE']);

function hasGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GONE.has(error.code);
}
