import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createFakeClock, settled } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PostOptions, post } from './post.ts';
import { type Receiver, startReceiver, until } from './test-support/receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

function send(url: string, more: Partial<PostOptions> = {}) {
  const posted = { url: new URL(url), headers: { 'content-type': 'application/json' }, body: '{"é":1}' };
  return post(posted, {
    clock: createFakeClock(),
    timeoutMs: 10_000,
    reach: 'any',
    resolver: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    signal: new AbortController().signal,
    ...more,
  });
}

/** The same receiver by a name that needs a resolver. */
const named = () => `http://receiver.example:${receiver.port}/hook?a=b`;

describe('post', () => {
  it('sends the body as it is to the address that the name resolves to', async () => {
    const clock = createFakeClock();
    expect(await send(named(), { clock })).toEqual({ kind: 'answered', status: 204, retryAfter: null });
    expect(clock.pendingTimers).toBe(0);
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/hook?a=b',
        body: '{"é":1}',
        headers: { host: `receiver.example:${receiver.port}`, 'content-length': '8' },
      },
    ]);
  });

  it('opens a connection for each request, so that each goes where the name leads to', async () => {
    await send(named());
    await send(named());
    expect(receiver.connections()).toBe(2);
  });

  it('follows no redirect', async () => {
    receiver.answerWith((response) => response.writeHead(307, { location: receiver.url }).end());
    expect(await send(receiver.url)).toMatchObject({ kind: 'answered', status: 307 });
    expect(receiver.received).toHaveLength(1);
  });

  it('tells Retry-After', async () => {
    receiver.answerWith((response) => response.writeHead(503, { 'retry-after': '7' }).end());
    expect(await send(receiver.url)).toEqual({ kind: 'answered', status: 503, retryAfter: '7' });
  });

  it('resolves the name once for each request, and not at all for others', async () => {
    let asked = 0;
    const addresses = ['127.0.0.1', '10.0.0.1'];
    const resolver: PostOptions['resolver'] = (_name, _options, callback) =>
      callback(null, [{ address: addresses[asked++] ?? '', family: 4 }]);
    expect(await send(named(), { resolver })).toMatchObject({ status: 204 });
    expect(asked).toBe(1);
  });

  it.each([
    ['a name', () => named()],
    ['an address', () => receiver.url],
    ['an address in another form', () => `http://[::ffff:127.0.0.1]:${receiver.port}/`],
  ])('opens no connection to a private address that is given as %s', async (_form, url) => {
    expect(await send(url(), { reach: 'public' })).toEqual({
      kind: 'failed',
      failure: 'ADDRESS_NOT_ALLOWED',
    });
    expect(receiver.connections()).toBe(0);
  });

  it('checks a name each time, so that it cannot change into another kind of address', async () => {
    const answers = ['127.0.0.1', '1.1.1.1', '127.0.0.1'];
    const resolver: PostOptions['resolver'] = (_name, _options, callback) =>
      callback(null, [{ address: answers.shift() ?? '', family: 4 }]);
    const outcomes = [];
    for (let time = 0; time < 3; time++) outcomes.push(await send(named(), { reach: 'private', resolver }));
    expect(outcomes).toMatchObject([
      { kind: 'answered', status: 204 },
      { kind: 'failed', failure: 'ADDRESS_NOT_ALLOWED' },
      { kind: 'answered', status: 204 },
    ]);
  });

  it('ends a request that gets no answer in time', async () => {
    const clock = createFakeClock();
    receiver.answerWith(() => {});
    const sending = send(receiver.url, { clock });
    await until(() => receiver.received.length === 1);
    await clock.advance(9_999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect(await sending).toEqual({ kind: 'failed', failure: 'timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes the status of an answer that does not end', async () => {
    const clock = createFakeClock();
    let isAnswering = false;
    receiver.answerWith((response) => {
      response.writeHead(200).write('never', () => {
        isAnswering = true;
      });
    });
    const sending = send(receiver.url, { clock });
    await until(() => isAnswering);
    await clock.advance(9_000);
    // The beginning of the answer is on its way to us, which takes some rounds of the event loop.
    for (let round = 0; round < 100; round++) await settled();
    await clock.advance(1_000);
    expect(await sending).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('reads 64 KB of an answer and closes the connection', async () => {
    let isClosed = false;
    let sent = 0;
    receiver.answerWith((response) => {
      response.writeHead(200);
      response.on('close', () => {
        isClosed = true;
      });
      const more = () => {
        if (isClosed) return;
        sent += 16_384;
        response.write(Buffer.alloc(16_384), () => setImmediate(more));
      };
      more();
    });
    expect(await send(receiver.url)).toMatchObject({ kind: 'answered', status: 200 });
    await until(() => isClosed);
    expect(sent).toBeGreaterThanOrEqual(65_536);
  });

  it('takes what breaks off for failed', async () => {
    receiver.answerWith((response) => response.socket?.destroy());
    expect(await send(receiver.url)).toEqual({ kind: 'failed', failure: 'ECONNRESET' });
  });

  it.each([
    ['HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n'],
    ['nonsense\r\n\r\n'],
  ])('ends with what answers in another language: %j', async (bytes) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(bytes));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed' });
    server.close();
  });

  it('speaks TLS with https, and names the host', async () => {
    const { promise: hello, resolve } = Promise.withResolvers<Buffer>();
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await send(`https://receiver.example:${port}/`)).toMatchObject({ kind: 'failed' });
    const bytes = await hello;
    expect([bytes[0], bytes.includes('receiver.example')]).toEqual([0x16, true]);
    server.close();
  });

  it('tells the code of the system when nobody listens', async () => {
    await receiver[Symbol.asyncDispose]();
    expect(await send(receiver.url)).toEqual({ kind: 'failed', failure: 'ECONNREFUSED' });
  });

  it('ends at once when it is told to', async () => {
    const ending = new AbortController();
    receiver.answerWith(() => ending.abort());
    expect(await send(receiver.url, { signal: ending.signal })).toEqual({
      kind: 'failed',
      failure: 'aborted',
    });
  });
});
