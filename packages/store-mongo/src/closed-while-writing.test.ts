import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { sampleMessages } from '@chat-imposter/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMongoStore } from './mongo-store.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';

/** So that a call which the driver never ends is noticed at once. */
const HASTY = { serverSelectionTimeoutMS: 200, connectTimeoutMS: 200, socketTimeoutMS: 300 };
/** Larger than what the system takes of a connection that nobody reads. */
const LARGE = 'x'.repeat(12_000_000);
/** Commands that are larger than this are met by the fault. */
const LARGE_BYTES = 32 * 1024;

let rig: MongoRig;
let proxy: Server;
const sockets = new Set<Socket>();
/** How many connections are still to be closed in the middle of a large command. */
let faults = 0;

/** Between a store and its server. */
function pass(client: Socket): void {
  const server = connect(rig.server.port, '127.0.0.1');
  for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
  server.pipe(client);
  client.on('close', () => server.destroy());
  client.on('data', (bytes) => {
    if (faults === 0 || bytes.length < LARGE_BYTES) {
      server.write(bytes);
      return;
    }
    faults -= 1;
    client.removeAllListeners('data');
    server.unpipe(client);
    // The end of the connection comes before the rest of the command has left; then it goes without an error.
    client.pause();
    client.end(() => client.resume());
  });
}

beforeEach(async () => {
  rig = await MongoRig.start();
  proxy = createServer(pass).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
  await rig.end();
});

it('goes on when the connection is closed in the middle of a large write, which its driver never ends', async () => {
  const url = `mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}/?directConnection=true`;
  const store = createMongoStore({ url, retryForMs: 20_000, options: HASTY });
  await store.open();
  try {
    const lease = await leaseOf(store);
    const messages = sampleMessages(1).map((message) => ({ ...message, content: LARGE }));
    faults = 1;
    expect(await store.messages.accept(lease, messages)).toMatchObject([{ id: 1 }]);
    expect(faults).toBe(0);
    expect(await store.messages.queue('anna')).toHaveLength(1);
  } finally {
    await store.close();
  }
});
