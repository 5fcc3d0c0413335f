import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ImposterError } from '@chat-imposter/core';
import { sampleMessage, sampleMessages } from '@chat-imposter/testing';
import { startMongoProcess } from '@chat-imposter/testing/mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMongoStore } from './mongo-store.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';

/** So that a server that is away is noticed at once. */
const HASTY = { serverSelectionTimeoutMS: 200, connectTimeoutMS: 200, socketTimeoutMS: 300 };
const SECRET = 'p%40ss-w0rd';

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([call]);
  return outcome.status === 'rejected' ? outcome.reason : undefined;
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const error = await errorOf(call);
  return ImposterError.is(error) ? error.code : error instanceof Error ? error.message : undefined;
}

describe('a MongoDB store whose server is away', () => {
  it.each([
    ['is not there', `mongodb://anna:${SECRET}@127.0.0.1:1/`],
    ['has a URL that is none', `mongodb:/anna:${SECRET}@127.0.0.1`],
    ['has a URL without a host', `mongodb://anna:${SECRET}`],
    ['has a URL without a scheme', `anna:${SECRET}@127.0.0.1`],
    ['has a URL with a wrong option', `mongodb://anna:${SECRET}@127.0.0.1/?nothing=1`],
    ['has a URL with a wrong port', `mongodb://anna:${SECRET}@127.0.0.1:99999/`],
  ])('says when it is opened, without its password, that the server %s', async (_, url) => {
    const store = createMongoStore({ url, retryForMs: 0, options: HASTY });
    const error = await errorOf(store.open());
    expect(ImposterError.is(error) && error.code).toBe('store_unavailable');
    for (const secret of [SECRET, decodeURIComponent(SECRET)]) {
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
    }
    expect(await codeOf(store.configurations.list())).toBe('closed');
  });

  it('says where it looked, and what to do', async () => {
    const store = createMongoStore({ url: 'mongodb://127.0.0.1:1/', retryForMs: 0, options: HASTY });
    await expect(store.open()).rejects.toThrow(
      /"chat_manager" at 127\.0\.0\.1:1 .*check that the server runs/s,
    );
  });
});

describe('a MongoDB store', () => {
  let rig: MongoRig;

  beforeEach(async () => {
    rig = await MongoRig.start();
  });

  afterEach(() => rig.end());

  it('goes on after a step-down without anybody noticing', async () => {
    const { store, lease } = await rig.openWithLease();
    const messages = sampleMessages(40);
    const accepted: unknown[] = [];
    for (const [index, message] of messages.entries()) {
      if (index % 10 === 5) rig.server.stepDown({ forMs: 20 });
      accepted.push(...(await store.messages.accept(lease, [message])));
    }
    expect(accepted).toMatchObject(messages.map((_, index) => ({ id: index + 1 })));
    expect(await store.messages.queue('anna')).toEqual(accepted);
  });

  it('goes on by itself when a partition is over, with nothing lost and nothing twice', async () => {
    const options = { retryForMs: 0, options: HASTY };
    const { store, lease } = await rig.openWithLease('owner', options);
    const messages = sampleMessages(9);
    await store.messages.accept(lease, messages.slice(0, 3));
    rig.server.partition();
    expect(await codeOf(store.messages.accept(lease, messages.slice(3, 6)))).toBe('store_unavailable');
    expect(await codeOf(store.messages.queue('anna'))).toBe('store_unavailable');
    expect(await codeOf(store.leases.renew(lease))).toBe('store_unavailable');
    rig.server.heal();
    // The driver has to find the server again.
    while ((await codeOf(store.messages.queue('anna'))) !== undefined);
    const accepted = await store.messages.accept(lease, messages);
    expect(accepted.map((message) => message?.id)).toEqual([
      undefined,
      undefined,
      undefined,
      4,
      5,
      6,
      7,
      8,
      9,
    ]);
    expect(await store.messages.queue('anna')).toHaveLength(9);
    expect(await store.leases.renew(lease)).toBe(true);
  });

  it('waits for a server that comes back in time', async () => {
    const { store, lease } = await rig.openWithLease('owner', { retryForMs: 20_000, options: HASTY });
    rig.server.refuseConnections();
    rig.server.cutConnections();
    const accepting = store.messages.accept(lease, [sampleMessage()]);
    await Promise.race([accepting, new Promise((resolve) => setImmediate(resolve))]);
    await rig.server.acceptConnections();
    expect(await accepting).toMatchObject([{ id: 1 }]);
  });

  it('can be closed while the server is silent', async () => {
    // Nothing ends the wait but the closing.
    const options = { ...HASTY, socketTimeoutMS: 0 };
    const { store, lease } = await rig.openWithLease('owner', { options });
    rig.server.partition({ lateCommands: 'lost' });
    const accepting = codeOf(store.messages.accept(lease, [sampleMessage()]));
    await store.close();
    expect(await accepting).toBe('store_unavailable');
    rig.server.heal();
    const next = await rig.open();
    expect(await next.messages.queue('anna')).toEqual([]);
  });

  it('counts a save of a configuration once, and tells of a deletion, when the answer is lost', async () => {
    const store = await rig.open();
    for (const command of ['insert', 'update', 'delete']) {
      rig.server.cut({ commands: [command], collection: 'configurations', moment: 'after', times: 2 });
    }
    expect(await store.configurations.save('anna', { version: 1 })).toMatchObject({ revision: 1 });
    expect(await store.configurations.save('anna', { version: 2 })).toMatchObject({ revision: 2 });
    await store.configurations.setRunning('anna', true);
    expect(await store.configurations.get('anna')).toMatchObject({ revision: 2, running: true });
    expect(await store.configurations.delete('anna')).toBe(true);
    expect(await store.configurations.delete('anna')).toBe(false);
  });

  it('gives one lease when the answer is lost', async () => {
    const store = await rig.open();
    rig.server.cut({ commands: ['findAndModify'], collection: 'leases', moment: 'after', times: 4 });
    const lease = await leaseOf(store);
    expect(await store.leases.renew(lease)).toBe(true);
    expect(lease.fence).toBe(1);
  });
});

describe('a MongoDB server that is killed', () => {
  it('has everything that was acknowledged when it comes back', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-mongo-'));
    const server = await startMongoProcess({ journal: join(folder, 'journal') });
    const store = createMongoStore({ url: server.url, retryForMs: 30_000, options: HASTY });
    try {
      await store.open();
      const lease = await leaseOf(store);
      const accepted: unknown[] = [];
      for (const [round, message] of sampleMessages(12).entries()) {
        const accepting = store.messages.accept(lease, [message]);
        if (round % 4 === 3) {
          await server.kill();
          await server.start();
        }
        accepted.push(...(await accepting));
      }
      expect(accepted).toMatchObject(accepted.map((_, index) => ({ id: index + 1 })));
      expect(await store.messages.queue('anna')).toEqual(accepted);
    } finally {
      await store.close();
      await server.kill();
      await rm(folder, { recursive: true });
    }
  });
});
