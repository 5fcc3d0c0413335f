import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { Binary, type Document, Double, Long, MongoClient, ObjectId } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MongoProcess, startMongoProcess } from './mongo-process.ts';
import { startMongoServer } from './mongo-server.ts';
import { RawClient } from './raw-client.ts';

let folder: string;
let journal: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mongo-journal-'));
  journal = join(folder, 'journal.bson');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs on a server with the journal, which is closed afterwards. */
async function onServer<Result>(
  use: (client: MongoClient, port: number) => Promise<Result>,
): Promise<Result> {
  await using server = await startMongoServer({ journal });
  const client = new MongoClient(server.url);
  try {
    return await use(client, server.port);
  } finally {
    await client.close();
  }
}

describe('the journal', () => {
  it('brings everything back, types and indexes included', async () => {
    const document = {
      _id: new ObjectId(),
      n: Long.fromNumber(5),
      d: new Double(2),
      b: new Binary(Buffer.from([1, 2])),
    };
    await onServer(async (client) => {
      const things = client.db('test').collection<Document>('things');
      await things.createIndex({ name: 1 }, { unique: true, partialFilterExpression: { state: 'open' } });
      await things.createIndex({ gone: 1 });
      await things.dropIndex('gone_1');
      await things.insertMany([document, { _id: 1 }, { _id: 2, name: 'x', state: 'open' }] as Document[]);
      await things.updateOne({ _id: 1 as never }, { $set: { changed: true } });
      await things.deleteOne({ _id: 2 as never });
      await things.insertOne({ name: 'x', state: 'open' });
      await client.db('test').collection('dropped').insertOne({});
      await client.db('test').collection('dropped').drop();
      await client.db('other').collection('dropped').insertOne({});
      await client.db('other').dropDatabase();
    });
    await onServer(async (client) => {
      const things = client.db('test').collection<Document>('things');
      const read = await things.findOne({ _id: document._id }, { promoteValues: false });
      expect(Buffer.from(serialize(read as Document))).toEqual(Buffer.from(serialize(document)));
      expect(await things.findOne({ _id: 1 as never })).toEqual({ _id: 1, changed: true });
      expect(await things.countDocuments()).toBe(3);
      expect((await things.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_', 'name_1']);
      await expect(things.insertOne({ name: 'x', state: 'open' })).rejects.toMatchObject({ code: 11000 });
      expect(await client.db('test').listCollections().toArray()).toHaveLength(1);
      expect(await client.db('other').listCollections().toArray()).toEqual([]);
    });
  });

  it('knows a retryable write that comes again after a restart', async () => {
    const increment = {
      update: 'things',
      updates: [{ q: {}, u: { $inc: { n: 1 } } }],
      lsid: { id: new Binary(Buffer.alloc(16, 1), Binary.SUBTYPE_UUID) },
      txnNumber: Long.fromNumber(3),
    };
    const send = (_client: MongoClient, port: number) =>
      RawClient.connect(port).then((raw) => raw.send(increment));
    await onServer((client) => client.db('test').collection('things').insertOne({ n: 0 }));
    expect(await onServer(send)).toMatchObject({ n: 1, nModified: 1 });
    expect(await onServer(send)).toMatchObject({ n: 1, nModified: 1 });
    expect(await onServer((client) => client.db('test').collection('things').findOne())).toMatchObject({
      n: 1,
    });
  });

  it('is closed with the server, which may be closed twice', async () => {
    const server = await startMongoServer({ journal });
    await server.close();
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('drops a last record that is not complete, wherever it was torn, and goes on behind the one before', async () => {
    const ends: number[] = [];
    for (const n of [1, 2]) {
      await onServer((client) => client.db('test').collection('things').insertOne({ n }));
      ends.push(statSync(journal).size);
    }
    const [first = 0, second = 0] = ends;
    for (let end = second - 1; end > first; end--) {
      truncateSync(journal, end);
      const found = await onServer((client) => client.db('test').collection('things').distinct('n'));
      expect(found).toEqual([1]);
      await onServer((client) => client.db('test').collection('things').insertOne({ n: 2 }));
      expect(statSync(journal).size).toBe(second);
    }
  });
});

describe('a journal that tells much of what is no more', () => {
  it('begins anew with what there is, indexes and retryable writes included', async () => {
    const increment = {
      update: 'things',
      updates: [{ q: { _id: 7 }, u: { $inc: { n: 1 } } }],
      lsid: { id: new Binary(Buffer.alloc(16, 1), Binary.SUBTYPE_UUID) },
      txnNumber: Long.fromNumber(3),
    };
    const send = (_client: MongoClient, port: number) =>
      RawClient.connect(port).then((raw) => raw.send(increment));
    await onServer(async (client) => {
      const things = client.db('test').collection<Document>('things');
      await things.createIndex({ name: 1 }, { unique: true });
      await things.insertOne({ _id: 7, name: 'x', n: 0 } as Document);
      for (let time = 0; time < 60; time += 1) {
        const documents = Array.from({ length: 100 }, (_, n) => ({ _id: 100 + n, name: `${n}` }));
        await things.insertMany(documents as Document[]);
        await things.deleteMany({ _id: { $gte: 100 } as never });
      }
    });
    const before = statSync(journal).size;
    expect(await onServer(send)).toMatchObject({ n: 1, nModified: 1 });
    const read = (client: MongoClient) => client.db('test').collection('things').find().toArray();
    const found = await onServer(read);
    expect(statSync(journal).size).toBeLessThan(before / 100);
    expect(found).toEqual([{ _id: 7, name: 'x', n: 1 }]);
    expect(await onServer(send)).toMatchObject({ n: 1, nModified: 1 });
    expect(await onServer(read)).toEqual(found);
    await onServer(async (client) => {
      const things = client.db('test').collection<Document>('things');
      await expect(things.insertOne({ name: 'x' })).rejects.toMatchObject({ code: 11000 });
      await things.insertOne({ name: 'y' });
    });
    expect(await onServer(read)).toHaveLength(2);
  });
});

describe('startMongoProcess', () => {
  let server: MongoProcess;
  let client: MongoClient;

  beforeEach(async () => {
    server = await startMongoProcess({ journal });
    client = new MongoClient(server.url, { serverSelectionTimeoutMS: 20_000 });
  });

  afterEach(async () => {
    await client.close();
    await server.kill();
  });

  it('has every acknowledged write after it was killed in the middle of writing', async () => {
    const things = client.db('test').collection<Document>('things');
    const acknowledged: number[] = [];
    let next = 0;
    for (let kill = 0; kill < 5; kill++) {
      let isKilled = false;
      const writing = (async () => {
        while (!isKilled) {
          const n = next++;
          await things.insertOne({ n }).then(
            () => acknowledged.push(n),
            () => {},
          );
        }
      })();
      const enough = acknowledged.length + 50;
      await expect.poll(() => acknowledged.length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(enough);
      await server.kill();
      isKilled = true;
      await server.start();
      await writing;
    }
    const kept = await things.find().toArray();
    const times = new Map<number, number>();
    for (const { n } of kept) times.set(n, (times.get(n) ?? 0) + 1);
    expect(acknowledged.filter((n) => !times.has(n))).toEqual([]);
    expect([...times.values()].every((count) => count === 1)).toBe(true);
  });

  it('keeps an update of many documents that are larger together than a document may be', async () => {
    const text = 'x'.repeat(1024 * 1024);
    const things = client.db('test').collection('things');
    await things.insertMany(Array.from({ length: 20 }, (_, n) => ({ n, text })));
    await things.updateMany({}, { $set: { changed: true } });
    await server.kill();
    await server.start();
    expect(await things.countDocuments({ changed: true })).toBe(20);
  });

  it('refuses to start twice', async () => {
    await expect(server.start()).rejects.toThrow('runs');
  });
});
