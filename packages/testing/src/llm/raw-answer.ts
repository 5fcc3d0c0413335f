import type { ServerResponse } from 'node:http';

/** An HTTP answer, byte for byte. */
export interface RawAnswer {
  /** Default 200. */
  status?: number;
  /** Default: only `content-type: application/json`. */
  headers?: Record<string, string>;
  body: string;
}

/** Sends a whole answer; nothing happens when the client has gone. Always true: the request is answered. */
export async function sendAnswer(response: ServerResponse, answer: RawAnswer): Promise<boolean> {
  if (response.destroyed) return true;
  writeHead(response, answer, Buffer.byteLength(answer.body));
  response.end(answer.body);
  return true;
}

/** Sends an answer that promises more than it brings, and leaves it open; resolves when it has been handed over. */
export function sendStart(response: ServerResponse, answer: RawAnswer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (response.destroyed) return Promise.resolve();
  writeHead(response, answer, 2 * Buffer.byteLength(answer.body));
  response.write(answer.body, () => resolve());
  return promise;
}

function writeHead(response: ServerResponse, { status = 200, headers }: RawAnswer, length: number): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
    'content-length': length,
  });
}
