import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const MEGABYTE = 1_048_576;
/** How much more memory the process may have after a flood than before it. */
const MAX_GROWTH = 64 * MEGABYTE;
/** Slow requests are ended after 10 s and 30 s, which is looked at every 5 s. */
const LONGEST_WAIT_MS = 50_000;

const cleanups: (() => Promise<unknown>)[] = [];
let server: ServerProcess;
let slow: Record<'headers' | 'body' | 'silence', Slow>;
let before = 0;

/** A connection that is kept waiting. */
interface Slow {
  /** All that was answered, when the server has closed it. */
  ended: Promise<string>;
}

beforeAll(async () => {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  const environment = { DATA_DIR: join(folder.path, 'data'), LOG_DIR: join(folder.path, 'log') };
  server = await ServerProcess.start(environment);
  cleanups.push(() => server.end('SIGKILL'));
  slow = {
    headers: dribbled(`PUT /chatbot HTTP/1.1\r\nHost: localhost\r\n`, 'X-Slow: 1\r\n'),
    body: dribbled(
      'PUT /chatbot HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
      ' ',
    ),
    silence: dribbled('', ''),
  };
  // The first requests load what is loaded on demand.
  for (let count = 0; count < 50; count += 1)
    await sent('GET /api/configurations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
});

beforeEach(() => {
  before = memory();
});

afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The resident memory of the server's process, in bytes. */
function memory(): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })) * 1_024;
}

function open(): { socket: Socket; received: () => string; closed: Promise<unknown> } {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  return { socket, received: () => text, closed };
}

/** Sends something, and a little more every second, until the server closes the connection. */
function dribbled(begin: string, more: string): Slow {
  const { socket, received, closed } = open();
  socket.write(begin);
  const timer = setInterval(() => socket.write(more), 1_000);
  return {
    ended: closed.then(() => {
      clearInterval(timer);
      return received();
    }),
  };
}

/**
 * Sends parts as fast as they are taken, until all are sent or the server has had enough. The status of the answer; 0 when
 * the connection was cut, which may overtake the answer.
 */
async function sent(head: string, parts: Iterable<Buffer> = []): Promise<number> {
  const { socket, received, closed } = open();
  socket.write(head);
  for (const part of parts) {
    if (!socket.writable || received() !== '') break;
    if (!socket.write(part))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  await Promise.race([closed, answered(socket, received)]);
  socket.destroy();
  return Number(received().split(' ')[1] ?? 0);
}

async function answered(socket: Socket, received: () => string): Promise<void> {
  while (!socket.destroyed && !received().includes('\r\n\r\n')) await wait(5);
}

function* repeated(part: Buffer, count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield part;
}

const put = (...headers: string[]) =>
  ['PUT /chatbot HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...headers, '', ''].join(
    '\r\n',
  );

const gzipBomb = gzipSync(Buffer.alloc(100 * MEGABYTE, ' '));
const deepJson = Buffer.from('['.repeat(10_000) + ']'.repeat(10_000));
const part = Buffer.alloc(MEGABYTE, ' ');

describe('The server', () => {
  it.each<[string, number[], () => Promise<number>]>([
    [
      'a body of 100 MB that says so',
      [413],
      () => sent(put(`Content-Length: ${100 * MEGABYTE}`), repeated(part, 100)),
    ],
    [
      'a body of 100 MB in chunks',
      [413],
      () =>
        sent(
          put('Transfer-Encoding: chunked'),
          repeated(Buffer.concat([Buffer.from('100000\r\n'), part, Buffer.from('\r\n')]), 100),
        ),
    ],
    ['JSON that is 10,000 deep', [400], () => sent(put(`Content-Length: ${deepJson.length}`), [deepJson])],
    [
      'a body of 100 MB packed into 100 KB',
      [413],
      () => sent(put('Content-Encoding: gzip', `Content-Length: ${gzipBomb.length}`), [gzipBomb]),
    ],
    [
      '10,000 headers',
      [431, 0],
      () => sent(put(...Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${index}`))),
    ],
    ['a header of 1 MB', [431, 0], () => sent(put(`X-Long: ${'x'.repeat(MEGABYTE)}`))],
    [
      'a path of 1 MB',
      [431, 414, 0],
      () => sent(`GET /api/${'x'.repeat(MEGABYTE)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    ],
    ['what is no HTTP', [400], () => sent('\x16\x03\x01\x02\0\x01\r\n\r\n')],
  ])('refuses %s, and its memory does not grow', async (_, statuses, flood) => {
    for (let round = 0; round < 15; round += 1) expect(statuses).toContain(await flood());
    const together = await Promise.all(Array.from({ length: 5 }, flood));
    for (const status of together) expect(statuses).toContain(status);
    expect(memory() - before).toBeLessThan(MAX_GROWTH);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it(
    'ends requests that come a byte at a time',
    async () => {
      expect(await slow.headers.ended).toMatch(/^HTTP\/1\.1 408 /);
      expect(await slow.silence.ended).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
      expect(await slow.body.ended).toMatch(/^HTTP\/1\.1 408 /);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    },
    LONGEST_WAIT_MS,
  );
});
