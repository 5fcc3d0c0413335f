import { Binary, type Document, Long, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MongoServer, startMongoServer } from './mongo-server.ts';
import { RawClient } from './raw-client.ts';

let server: MongoServer;
let client: MongoClient;
let raw: RawClient;

beforeEach(async () => {
  server = await startMongoServer();
  client = new MongoClient(server.url);
  raw = await RawClient.connect(server.port);
});

afterEach(async () => {
  await client.close();
  await raw[Symbol.asyncDispose]();
  await server.close();
});

/** As a driver would send it, with a session and a number of our own. */
function send(command: Document, fill: number, number: number): Promise<Document> {
  const lsid = { id: new Binary(Buffer.alloc(16, fill), Binary.SUBTYPE_UUID) };
  return raw.send({ ...command, lsid, txnNumber: Long.fromNumber(number) });
}

const increment = { update: 'things', updates: [{ q: {}, u: { $inc: { n: 1 } } }] };

async function count(): Promise<number> {
  return (await client.db('test').collection('things').findOne())?.n;
}

describe('a retryable write', () => {
  it('is done once and answered alike each time', async () => {
    await client.db('test').collection('things').insertOne({ n: 0 });
    const first = await send(increment, 1, 1);
    const second = await send(increment, 1, 1);
    expect(first).toMatchObject({ n: 1, nModified: 1, ok: 1 });
    expect(second).toMatchObject({ n: 1, nModified: 1, ok: 1 });
    expect(await count()).toBe(1);
  });

  it('is another one in another session or with another number', async () => {
    await client.db('test').collection('things').insertOne({ n: 0 });
    await send(increment, 1, 1);
    await send(increment, 2, 1);
    await send(increment, 1, 2);
    expect(await count()).toBe(3);
  });

  it('is too old when the session is further', async () => {
    await client.db('test').collection('things').insertOne({ n: 0 });
    await send(increment, 1, 5);
    expect(await send(increment, 1, 4)).toMatchObject({ ok: 0, code: 225, codeName: 'TransactionTooOld' });
    expect(await count()).toBe(1);
  });

  it('is tried again when it had no effect', async () => {
    expect(await send(increment, 1, 1)).toMatchObject({ n: 0 });
    await client.db('test').collection('things').insertOne({ n: 0 });
    expect(await send(increment, 1, 1)).toMatchObject({ n: 1 });
  });

  it('does not exist on a server that stands alone', async () => {
    await using alone = await startMongoServer({ topology: 'standalone' });
    await raw[Symbol.asyncDispose]();
    raw = await RawClient.connect(alone.port);
    expect(await send(increment, 1, 1)).toMatchObject({ ok: 0, code: 20 });
  });
});

describe('a write concern', () => {
  it('of the majority or of one member is satisfied', async () => {
    const things = client.db('test').collection('things');
    await things.insertOne({}, { writeConcern: { w: 'majority', journal: true } });
    await things.insertOne({}, { writeConcern: { w: 1 } });
    expect(await client.db('admin').command({ getDefaultRWConcern: 1 })).toMatchObject({
      defaultWriteConcern: { w: 'majority' },
    });
  });

  it('of more members than there are is not', async () => {
    const things = client.db('test').collection('things');
    const write = things.insertOne({}, { writeConcern: { w: 2 } });
    await expect(write).rejects.toMatchObject({ code: 100 });
    expect(await things.countDocuments()).toBe(1);
  });

  it('of nobody gets no answer', async () => {
    const things = client.db('test').collection('things');
    expect(await things.insertOne({}, { writeConcern: { w: 0 } })).toMatchObject({ acknowledged: false });
    await expect.poll(() => things.countDocuments()).toBe(1);
    raw.tell({ insert: 'things', documents: [{}], writeConcern: { w: 0 } });
    expect(await raw.send({ ping: 1 })).toEqual({ ok: 1 });
    expect(await things.countDocuments()).toBe(2);
  });
});
