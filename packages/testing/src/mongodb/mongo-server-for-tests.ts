import { randomBytes } from 'node:crypto';
import { SERVER_VERSION } from './commands/server-commands.ts';
import { type MongoServer, startMongoServer } from './mongo-server.ts';

/** Names the server that the tests talk to, for example `mongodb://127.0.0.1:27017`. */
const VARIABLE = 'MONGODB_URL';

/** A MongoDB that is there for the tests only as long as they need it. */
export interface MongoServerForTests extends AsyncDisposable {
  /** What `MongoClient` takes. */
  url: string;
  /** A database that nobody else uses. It does not exist yet. */
  database: string;
  /** Where faults are scripted; null when it is a real server. */
  server: MongoServer | null;
  /** Drops the database and, when it is ours, stops the server. Closing twice is harmless. */
  close: () => Promise<void>;
}

let isTold = false;

/**
 * The server that `MONGODB_URL` names, or else one of {@link startMongoServer}. The first call of a process prints which
 * of them it is. The package `mongodb` has to be installed for the real one.
 * @throws Error when the server that `MONGODB_URL` names does not answer
 */
export async function mongoServerForTests(): Promise<MongoServerForTests> {
  const database = `test_${randomBytes(8).toString('hex')}`;
  const url = process.env[VARIABLE];
  return url === undefined || url === '' ? ownServer(database) : realServer(url, database);
}

async function ownServer(database: string): Promise<MongoServerForTests> {
  const server = await startMongoServer();
  tell(`the server of @chat-imposter/testing, which follows MongoDB ${SERVER_VERSION}`);
  const close = () => server.close();
  return { url: server.url, database, server, close, [Symbol.asyncDispose]: close };
}

async function realServer(url: string, database: string): Promise<MongoServerForTests> {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url);
  try {
    const { version } = await client.db('admin').command({ buildInfo: 1 });
    tell(`MongoDB ${String(version)}, named by ${VARIABLE}`);
  } catch (error) {
    await client.close();
    throw error;
  }
  let closed: Promise<void> | null = null;
  const close = () => {
    closed ??= client
      .db(database)
      .dropDatabase()
      .then(() => client.close());
    return closed;
  };
  return { url, database, server: null, close, [Symbol.asyncDispose]: close };
}

function tell(what: string): void {
  if (!isTold) console.info(`The tests talk to ${what}.`);
  isTold = true;
}
