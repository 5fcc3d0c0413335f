import { type Document, MongoClient, type MongoClientOptions, MongoError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from './mongo-server.ts';
import { RawClient } from './raw-client.ts';

let server: MongoServer;
let clients: MongoClient[];

beforeEach(async () => {
  server = await startMongoServer();
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.close();
});

function things(options: MongoClientOptions = {}) {
  const client = new MongoClient(server.url, { serverSelectionTimeoutMS: 10_000, ...options });
  clients.push(client);
  return client.db('test').collection<Document>('things');
}

const WITHOUT_RETRIES = { retryWrites: false, retryReads: false };

describe('MongoServer.fail', () => {
  it.each(['NotWritablePrimary', 'PrimarySteppedDown', 'ShutdownInProgress'] as const)(
    'answers %s once, after which the driver succeeds by itself',
    async (error) => {
      const collection = things();
      const fault = server.fail(error, { commands: ['insert'] });
      await collection.insertOne({ a: 1 });
      expect(fault.hits).toBe(1);
      expect(await collection.countDocuments()).toBe(1);
    },
  );

  it('labels what can be retried, and only that', async () => {
    const caught = (options: MongoClientOptions) => {
      server.fail('NotWritablePrimary', { commands: ['insert'], times: 2 });
      return things(options)
        .insertOne({})
        .catch((error: unknown) => error) as Promise<Document>;
    };
    const retried = await caught({});
    expect(retried).toMatchObject({ code: 10107, codeName: 'NotWritablePrimary' });
    expect(retried.hasErrorLabel('RetryableWriteError')).toBe(true);
    const plain = await caught(WITHOUT_RETRIES);
    expect(plain.hasErrorLabel('RetryableWriteError')).toBe(false);
  });

  it('fails after the write is done, which the retry then does not do again', async () => {
    const collection = things();
    await collection.insertOne({ _id: 'counter' as never, n: 0 });
    server.fail('InterruptedDueToReplStateChange', { commands: ['update'], moment: 'after' });
    expect(await collection.updateOne({}, { $inc: { n: 1 } })).toMatchObject({ modifiedCount: 1 });
    expect(await collection.findOne()).toMatchObject({ n: 1 });
  });

  it('only meets the commands that it is for', async () => {
    const collection = things(WITHOUT_RETRIES);
    const fault = server.fail('ShutdownInProgress', {
      collection: 'things',
      when: (command) => (command.documents as Document[] | undefined)?.some(({ a }) => a === 'x') ?? false,
    });
    await collection.insertOne({ a: 'y' });
    await collection.db.collection('others').insertOne({ a: 'x' });
    expect(fault.hits).toBe(0);
    await expect(collection.insertOne({ a: 'x' })).rejects.toMatchObject({ code: 91 });
    await collection.insertOne({ a: 'x' });
  });

  it('lets a driver ask what the server is, unless the fault names that', async () => {
    await using raw = await RawClient.connect(server.port);
    const fault = server.fail('ShutdownInProgress');
    expect(await raw.send({ hello: 1 })).toMatchObject({ ok: 1 });
    expect(await raw.send({ ping: 1 })).toMatchObject({ ok: 0, code: 91 });
    expect(fault.hits).toBe(1);
    server.fail('ShutdownInProgress', { commands: ['hello'] });
    expect(await raw.send({ hello: 1 })).toMatchObject({ ok: 0, code: 91 });
  });

  it('ends when released', async () => {
    const collection = things(WITHOUT_RETRIES);
    const fault = server.fail('ShutdownInProgress', { times: Infinity, commands: ['find'] });
    await expect(collection.findOne()).rejects.toMatchObject({ code: 91 });
    fault.release();
    expect(await collection.findOne()).toBeNull();
  });
});

describe('MongoServer.cut', () => {
  it('cuts before the write is done', async () => {
    const collection = things(WITHOUT_RETRIES);
    server.cut({ commands: ['insert'] });
    await expect(collection.insertOne({})).rejects.toThrow(/closed|reset/i);
    expect(await collection.countDocuments()).toBe(0);
  });

  it('cuts after the write is done, which nobody has acknowledged', async () => {
    const collection = things(WITHOUT_RETRIES);
    server.cut({ commands: ['insert'], moment: 'after' });
    await expect(collection.insertOne({})).rejects.toThrow(/closed|reset/i);
    expect(await collection.countDocuments()).toBe(1);
  });

  it('lets a retry answer what the first try has done', async () => {
    const collection = things();
    await collection.insertOne({ _id: 'counter' as never, n: 0 });
    for (const command of ['update', 'findAndModify', 'insert', 'delete']) {
      server.cut({ commands: [command], moment: 'after' });
    }
    expect(await collection.updateOne({}, { $inc: { n: 1 } })).toMatchObject({ matchedCount: 1 });
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 1 } })).toMatchObject({ n: 1 });
    expect(await collection.insertOne({ _id: 'second' as never })).toMatchObject({ insertedId: 'second' });
    expect(await collection.deleteOne({ _id: 'second' as never })).toMatchObject({ deletedCount: 1 });
    expect(await collection.find().toArray()).toEqual([{ _id: 'counter', n: 2 }]);
  });
});

describe('MongoServer.hold and delay', () => {
  it('keeps a command back until it is released', async () => {
    const collection = things();
    const hold = server.hold({ commands: ['insert'] });
    const written = collection.insertOne({});
    await hold.met;
    expect(await collection.countDocuments()).toBe(0);
    hold.release();
    await written;
    expect(await collection.countDocuments()).toBe(1);
  });

  it('keeps back what comes behind it on the same connection', async () => {
    await using raw = await RawClient.connect(server.port);
    const hold = server.hold({ commands: ['insert'] });
    for (const _id of [1, 2]) raw.tell({ insert: 'things', documents: [{ _id }] });
    const answered = raw.send({ ping: 1 });
    await hold.met;
    expect(await things().countDocuments()).toBe(0);
    hold.release();
    await answered;
    expect((await things().find().toArray()).map(({ _id: id }) => id)).toEqual([1, 2]);
  });

  it('keeps an answer back: the write is done', async () => {
    const collection = things();
    const hold = server.hold({ commands: ['insert'], moment: 'after' });
    const written = collection.insertOne({});
    await hold.met;
    expect(await collection.countDocuments()).toBe(1);
    hold.release();
    await written;
  });

  it('delays a command, which then succeeds', async () => {
    const collection = things();
    const fault = server.delay(20, { commands: ['insert'] });
    await collection.insertOne({});
    expect(fault.hits).toBe(1);
  });
});

describe('MongoServer.partition', () => {
  const SHORT = {
    ...WITHOUT_RETRIES,
    socketTimeoutMS: 150,
    serverSelectionTimeoutMS: 150,
    connectTimeoutMS: 150,
  };

  it('answers nothing and does nothing until it is healed', async () => {
    const patient = things();
    await patient.insertOne({});
    server.partition();
    await expect(things(SHORT).insertOne({})).rejects.toBeInstanceOf(MongoError);
    const waiting = patient.insertOne({ late: true });
    server.heal();
    await waiting;
    expect(await patient.countDocuments()).toBe(2);
  });

  it('applies what was sent meanwhile when it is healed, though its client has given up', async () => {
    const hasty = things(SHORT);
    const patient = things();
    await Promise.all([hasty.findOne(), patient.findOne()]);
    server.partition();
    await expect(hasty.insertOne({})).rejects.toBeInstanceOf(MongoError);
    server.heal();
    expect(await patient.countDocuments()).toBe(1);
  });

  it('loses what was sent meanwhile when told so', async () => {
    const hasty = things(SHORT);
    await hasty.findOne();
    server.partition({ lateCommands: 'lost' });
    await expect(hasty.insertOne({})).rejects.toBeInstanceOf(MongoError);
    server.heal();
    expect(await things().countDocuments()).toBe(0);
  });
});

describe('MongoServer.refuseConnections', () => {
  it('refuses new connections and keeps those that are open', async () => {
    const collection = things({ maxPoolSize: 1 });
    await collection.insertOne({});
    server.refuseConnections();
    await expect(things({ serverSelectionTimeoutMS: 100 }).findOne()).rejects.toThrow(/ECONNREFUSED/);
    expect(await collection.countDocuments()).toBe(1);
    await server.acceptConnections();
    expect(await things().countDocuments()).toBe(1);
  });
});

describe('MongoServer.stepDown', () => {
  it('refuses writes and reads of the primary until it steps up', async () => {
    const collection = things(WITHOUT_RETRIES);
    await collection.insertOne({});
    server.stepDown();
    await expect(collection.insertOne({})).rejects.toMatchObject({ code: 10107 });
    await using raw = await RawClient.connect(server.port);
    expect(await raw.send({ find: 'things' })).toMatchObject({ ok: 0, code: 13435 });
    expect(await raw.send({ hello: 1 })).toMatchObject({ isWritablePrimary: false, secondary: true });
    const secondary = things({ readPreference: 'secondaryPreferred' });
    expect(await secondary.countDocuments()).toBe(1);
    const waiting = collection.insertOne({});
    server.stepUp();
    await waiting;
    expect(await secondary.countDocuments()).toBe(2);
  });

  it('is the primary again after the time given, and a driver that retries does not notice', async () => {
    const collection = things();
    await collection.insertOne({});
    server.stepDown({ forMs: 100 });
    await collection.insertOne({});
    expect(await collection.countDocuments()).toBe(2);
  });

  it('has won a later election when it is the primary again', async () => {
    await using raw = await RawClient.connect(server.port);
    const election = async () => String((await raw.send({ hello: 1 })).electionId);
    const before = await election();
    server.stepDown();
    server.stepUp();
    expect((await election()) > before).toBe(true);
  });

  it('is refused by a server that stands alone', async () => {
    await using alone = await startMongoServer({ topology: 'standalone' });
    expect(() => alone.stepDown()).toThrow('stands alone');
  });
});
