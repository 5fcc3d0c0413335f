import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '@chat-imposter/core';
import { checkedLookup, checkLiteral, type Reach, type Resolver } from './reach.ts';

/** How a request ended: with an answer, or without one, for a reason in a word. */
export type Outcome =
  | { kind: 'answered'; status: number; retryAfter: string | null }
  | { kind: 'failed'; failure: string };

/** What is sent. */
export interface PostedRequest {
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** How it is sent. */
export interface PostOptions {
  clock: Clock;
  /** Milliseconds, from the resolution of the name to the end of the answer. */
  timeoutMs: number;
  reach: Reach;
  resolver: Resolver;
  signal: AbortSignal;
}

/** Of an answer so many bytes are read, and thrown away. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Sends a request over a connection of its own; follows no redirect. Never rejects. */
export async function post(posted: PostedRequest, options: PostOptions): Promise<Outcome> {
  try {
    return await outcomeOf(open(posted, options), posted.body, options);
  } catch (error) {
    return { kind: 'failed', failure: wordOf(error) };
  }
}

/** @throws AddressNotAllowed, or what Node has against a header */
function open({ url, headers, body }: PostedRequest, { reach, resolver }: PostOptions): ClientRequest {
  checkLiteral(url.hostname, reach);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: false,
    lookup: checkedLookup(resolver, reach),
  });
}

function outcomeOf(
  request: ClientRequest,
  body: string,
  { clock, timeoutMs, signal }: PostOptions,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  /** What was known first: a status counts, whatever becomes of the rest of the answer. */
  let outcome: Outcome | null = null;
  const failed = (failure: string) => {
    outcome ??= { kind: 'failed', failure };
  };
  const end = (failure: string) => {
    failed(failure);
    request.destroy();
  };
  const aborted = () => end('aborted');
  const cancel = clock.after(timeoutMs, () => end('timeout'));
  signal.addEventListener('abort', aborted, { once: true });
  request.on('response', (answer) => {
    outcome ??= answerOf(answer);
    drop(answer);
  });
  request.on('error', (error) => failed(wordOf(error)));
  request.on('close', () => {
    cancel();
    signal.removeEventListener('abort', aborted);
    resolve(outcome ?? { kind: 'failed', failure: 'no answer' });
  });
  request.end(body);
  return promise;
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Outcome {
  return { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] ?? null };
}

function drop(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes >= MAX_ANSWER_BYTES) answer.destroy();
  });
  // An answer that breaks off has told its status.
  answer.on('error', () => {});
}

/** The code of an error of the system; its message may hold more than a log should. */
function wordOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error';
}
