import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

/** A request as the receiving program sees it. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver does with a request. */
export type Answer = (response: ServerResponse) => void;

/** A program on this machine that is told what happens. */
export interface Receiver {
  url: string;
  port: number;
  received: readonly ReceivedRequest[];
  /** How many connections it was asked for. */
  connections: () => number;
  /** Answers from now on like this. */
  answerWith(answer: number | Answer): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a receiver that takes everything. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedRequest[] = [];
  let connections = 0;
  let answer: Answer = (response) => response.writeHead(204).end();
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const seen = (body: string) => {
      received.push({ method, path, headers, body });
      answer(response);
    };
    // Who is cut off while sending has sent nothing.
    text(request).then(seen, () => {});
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    connections: () => connections,
    answerWith(given) {
      answer = typeof given === 'number' ? (response) => response.writeHead(given).end() : given;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Resolves when it is so; other work goes on meanwhile. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate();
}
