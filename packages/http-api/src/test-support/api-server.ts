import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createImposter, type Imposter, type ImposterOptions } from '@chat-imposter/core';
import {
  createFakeChatProvider,
  createFakeClock,
  createFakeLlmProvider,
  type FakeChatProvider,
  type FakeClock,
  type FakeLlmProvider,
} from '@chat-imposter/testing';
import { createApiRouter } from '../api-router.ts';
import type { ApiRouterOptions } from '../api-router-options.ts';
import { insecureLoopbackOnly } from '../auth/insecure-loopback-only.ts';
import { HOST_ANSWER, type Mount, mounts } from './mounts.ts';
import { oneRoom } from './one-room.ts';

/** An answer as a client sees it. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  json: unknown;
}

/** What a client sends; a body that is no string is sent as JSON. */
export interface Call {
  headers?: Record<string, string>;
  body?: unknown;
  /** Gives the call up. */
  signal?: AbortSignal;
}

/** The API served over real HTTP, with an imposter on a fake platform behind it. */
export interface ApiServer {
  imposter: Imposter;
  chat: FakeChatProvider;
  llm: FakeLlmProvider;
  clock: FakeClock;
  /** `host:port` of the server. */
  host: string;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Sends lines as they are, below the mount path `{base}`, and reads to the end of the connection. */
  raw(text: string | Buffer): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link serveApi}. */
export interface ServeOptions extends Partial<ApiRouterOptions> {
  mount?: Mount;
  clock?: FakeClock;
  imposter?: Partial<ImposterOptions>;
  /** Default: true */
  hasPlayground?: boolean;
}

/** Serves the API on a free port of 127.0.0.1; by default everybody on the machine is let in. */
export async function serveApi(options: ServeOptions = {}): Promise<ApiServer> {
  const {
    mount = mounts[0],
    clock = createFakeClock(),
    imposter: more,
    hasPlayground = true,
    ...given
  } = options;
  if (mount === undefined) throw new Error('There is no mount.');
  const chat = createFakeChatProvider();
  const llm = createFakeLlmProvider();
  const imposter = createImposter({ chat: [chat], llm: [llm], clock, ...more });
  const router = createApiRouter(imposter, {
    auth: insecureLoopbackOnly(),
    clock,
    ...(hasPlayground && { playground: oneRoom(imposter) }),
    ...given,
  });
  const server = createServer(mount.listener(router));
  const { port } = await listening(server);
  const host = `127.0.0.1:${port}`;
  return {
    imposter,
    chat,
    llm,
    clock,
    host,
    call: (method, path, call) => callOver(`http://${host}${mount.path}${path}`, method, call),
    raw: (text) => sendRaw(port, typeof text === 'string' ? text.replace('{base}', mount.path) : text),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await imposter.close();
    },
  };
}

/** Whether an answer came from the program around the API. */
export function isFromHost({ text }: Answer): boolean {
  return text === HOST_ANSWER;
}

async function listening(server: Server): Promise<AddressInfo> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

async function callOver(
  url: string,
  method: string,
  { headers = {}, body, signal }: Call = {},
): Promise<Answer> {
  const isJson = body !== undefined && typeof body !== 'string';
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    ...(signal && { signal }),
    headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : String(body) }),
  });
  return answerOf(response.status, response.headers, await response.text());
}

async function sendRaw(port: number, text: string | Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  // One character a byte: the sizes of chunks count bytes.
  const received = (await buffer(socket)).toString('latin1');
  const [head = '', body = ''] = received.split(/\r\n\r\n(.*)/s);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const isChunked = headers.get('transfer-encoding') === 'chunked';
  const sent = Buffer.from(isChunked ? dechunked(body) : body, 'latin1').toString();
  return answerOf(Number(statusLine.split(' ')[1]), headers, sent);
}

/** The text of a body in chunks (RFC 9112, section 7.1). */
function dechunked(body: string): string {
  const [size = '0', rest = ''] = body.split(/\r\n(.*)/s);
  const length = Number.parseInt(size, 16);
  return length === 0 ? '' : rest.slice(0, length) + dechunked(rest.slice(length + 2));
}

function answerOf(status: number, headers: Headers, text: string): Answer {
  const isJson = /\bjson\b/.test(headers.get('content-type') ?? '');
  return { status, headers, text, json: isJson && text !== '' ? JSON.parse(text) : undefined };
}
