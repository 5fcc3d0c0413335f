import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMongoServer } from './mongo-server.ts';
import type { MongoServerForTests } from './mongo-server-for-tests.ts';

let printed: string[];
let mongoServerForTests: () => Promise<MongoServerForTests>;

beforeEach(async () => {
  printed = [];
  vi.spyOn(console, 'info').mockImplementation((line: string) => void printed.push(line));
  // It prints once for each process.
  vi.resetModules();
  ({ mongoServerForTests } = await import('./mongo-server-for-tests.ts'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function databases(url: string): Promise<string[]> {
  const client = new MongoClient(url);
  const { databases: found } = await client.db('admin').admin().listDatabases();
  await client.close();
  return found.map(({ name }) => name);
}

async function writeTo({ url, database }: MongoServerForTests): Promise<void> {
  const client = new MongoClient(url);
  await client.db(database).collection('things').insertOne({});
  await client.close();
}

describe('mongoServerForTests', () => {
  it('starts a server of our own when MONGODB_URL is absent or empty, and says so once', async () => {
    for (const url of [undefined, '']) {
      vi.stubEnv('MONGODB_URL', url);
      await using mongo = await mongoServerForTests();
      await writeTo(mongo);
      expect(mongo.server?.url).toBe(mongo.url);
    }
    expect(printed).toEqual([
      'The tests talk to the server of @chat-imposter/testing, which follows MongoDB 7.0.0.',
    ]);
  });

  it('takes the server that MONGODB_URL names, and drops its own database at the end', async () => {
    await using named = await startMongoServer();
    vi.stubEnv('MONGODB_URL', named.url);
    const [first, second] = [await mongoServerForTests(), await mongoServerForTests()];
    expect(first).toMatchObject({ url: named.url, server: null });
    expect(second.database).not.toBe(first.database);
    await writeTo(first);
    await writeTo(second);
    await first.close();
    await first.close();
    expect(await databases(named.url)).toEqual([second.database]);
    await second.close();
    expect(await databases(named.url)).toEqual([]);
    expect(printed).toEqual(['The tests talk to MongoDB 7.0.0, named by MONGODB_URL.']);
  });

  it('fails when the server that MONGODB_URL names is not there', async () => {
    vi.stubEnv('MONGODB_URL', 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100');
    await expect(mongoServerForTests()).rejects.toThrow('ECONNREFUSED');
  });
});
