import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readBytes } from './read-bytes.ts';

/** What `use` makes of a request whose client goes away in the middle of its body. */
async function withCutRequest<Result>(use: (request: IncomingMessage) => Promise<Result>): Promise<Result> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  try {
    const result = use(request);
    socket.destroy();
    return await result;
  } finally {
    server.close();
  }
}

const cutShort = expect.objectContaining({ status: 400, code: 'malformed_body' });

describe('readBytes', () => {
  it('rejects when the client goes away', async () => {
    await expect(withCutRequest(readBytes)).rejects.toEqual(cutShort);
  });

  it('rejects when the client has gone away before', async () => {
    const readLate = async (request: IncomingMessage) => {
      await new Promise((resolve) => request.on('close', resolve));
      return readBytes(request);
    };
    await expect(withCutRequest(readLate)).rejects.toEqual(cutShort);
  });
});
