import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { okReply } from './commands/server-commands.ts';
import { Connection } from './connection.ts';
import { Engine } from './engine.ts';
import type { CommandFault, FaultOptions, ScriptedFault, StateChangeError } from './faults/command-fault.ts';
import { FaultScript, isGreeting } from './faults/fault-script.ts';
import { Partition } from './faults/partition.ts';
import { ReplicaRole } from './replica-role.ts';
import { Journal } from './storage/journal.ts';
import type { BsonDocument } from './values/document.ts';

const HOST = '127.0.0.1';
const REPLICA_SET = 'rs0';
/** How often a real server looks for what has expired. */
const EXPIRY_MS = 60_000;

/** What a server is to its clients. */
export type MongoTopology = 'replica_set' | 'standalone';

/** How {@link startMongoServer} behaves. */
export interface MongoServerOptions {
  /** Default: a free one. */
  port?: number;
  /**
   * `replica_set`: one primary, with retryable writes. `standalone`: a server that stands alone; drivers do not retry
   * writes on it. Default: `replica_set`.
   */
  topology?: MongoTopology;
  /** The time of the server, which is what `$$NOW` says. Default: that of the machine. */
  clock?: { now(): Date };
  /**
   * A file that keeps every write before it is acknowledged: a server that is started on it later has them all, with the
   * indexes and the writes that may come again. Default: nothing is kept.
   */
  journal?: string;
}

/**
 * Starts a server on 127.0.0.1 that the `mongodb` driver talks to as to MongoDB 7.0. Every write is a whole, one after
 * the other. What it does not have is answered with an error: transactions of several commands, change streams,
 * collations, other indexes than plain ones, positional updates. `hint` and `maxTimeMS` are accepted without effect.
 */
export async function startMongoServer(options: MongoServerOptions = {}): Promise<MongoServer> {
  const { port = 0, topology = 'replica_set', clock = { now: () => new Date() } } = options;
  let journal: Journal | null = null;
  const engine = new Engine({
    now: () => clock.now(),
    isReplicaSet: topology === 'replica_set',
    keep: (transaction) => journal?.append(transaction),
  });
  if (options.journal !== undefined) {
    journal = Journal.open(options.journal, {
      replay: (transaction) => engine.replay(transaction),
      snapshot: () => engine.snapshot(),
    });
  }
  const server = createServer();
  server.listen(port, HOST);
  await once(server, 'listening');
  return new MongoServer({ server, engine, topology, journal });
}

interface MongoServerParts {
  server: Server;
  engine: Engine;
  topology: MongoTopology;
  journal: Journal | null;
}

/** A running server. It keeps the process alive until it is closed. */
export class MongoServer implements AsyncDisposable {
  /** What `MongoClient` takes, e.g. `mongodb://127.0.0.1:40123/?replicaSet=rs0`. */
  readonly url: string;
  readonly port: number;
  readonly #parts: MongoServerParts;
  readonly #role: ReplicaRole;
  readonly #script = new FaultScript();
  readonly #partition = new Partition();
  readonly #connections = new Set<Connection>();
  #losesLateCommands = false;
  readonly #expiryTimer: NodeJS.Timeout;
  #closed: Promise<void> | null = null;

  constructor(parts: MongoServerParts) {
    this.#parts = parts;
    this.port = (parts.server.address() as AddressInfo).port;
    const address = `${HOST}:${this.port}`;
    const isSet = parts.topology === 'replica_set';
    this.url = `mongodb://${address}/?${isSet ? `replicaSet=${REPLICA_SET}` : 'directConnection=true'}`;
    this.#role = new ReplicaRole(isSet ? REPLICA_SET : null, address);
    this.#expiryTimer = setInterval(() => this.removeExpired(), EXPIRY_MS).unref();
    parts.server.on('connection', (socket) => {
      const connection = new Connection(socket, {
        run: (command) => this.#run(command),
        script: this.#script,
        partition: this.#partition,
      });
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
  }

  /** How many connections are open, those in the background of a driver included. */
  get connections(): number {
    return this.#connections.size;
  }

  /** How many cursors are open. */
  get openCursors(): number {
    return this.#parts.engine.openCursors;
  }

  /**
   * Answers the next commands with an error. With `moment: 'after'` the write has been done all the same, as when the
   * server steps down before it answers. A write that can be retried gets the label `RetryableWriteError`.
   */
  fail(error: StateChangeError, options: FaultOptions = {}): ScriptedFault {
    return this.#add({ kind: 'fail', error }, options);
  }

  /** Cuts the connection that the next commands come on, before they have an effect or after it; nothing is answered. */
  cut(options: FaultOptions = {}): ScriptedFault {
    return this.#add({ kind: 'cut' }, options);
  }

  /** Lets the next commands, or their answers, take longer. */
  delay(milliseconds: number, options: FaultOptions = {}): ScriptedFault {
    return this.#add({ kind: 'delay', milliseconds }, options);
  }

  /** Lets the next commands, or their answers, hang until they are released. Others on the connection hang behind. */
  hold(options: FaultOptions = {}): ScriptedFault {
    return this.#add({ kind: 'hold' }, options);
  }

  /** Cuts every connection. New ones are accepted. */
  cutConnections(): void {
    for (const connection of this.#connections) connection.cut();
    this.#connections.clear();
  }

  /**
   * From now on nothing gets through: commands have no effect and no answer, new connections are silent.
   * @param options `lateCommands`: what {@link heal} does with what was sent in the meantime. `applied` (default): it
   * arrives then, even when its client has given up. `lost`: all connections are cut.
   */
  partition({ lateCommands = 'applied' }: { lateCommands?: 'applied' | 'lost' } = {}): void {
    this.#losesLateCommands = lateCommands === 'lost';
    this.#partition.begin();
  }

  /** Ends a partition. */
  heal(): void {
    if (this.#losesLateCommands) this.cutConnections();
    this.#partition.end();
  }

  /** New connections are refused by the system; those that are open stay. */
  refuseConnections(): void {
    if (this.#parts.server.listening) this.#parts.server.close();
  }

  /** New connections are accepted again, on the same port. */
  async acceptConnections(): Promise<void> {
    const { server } = this.#parts;
    if (server.listening) return;
    server.listen(this.port, HOST);
    await once(server, 'listening');
  }

  /**
   * Becomes a secondary: writes are refused with `NotWritablePrimary`, and reads that want the primary. The connections
   * stay open, as since MongoDB 4.2.
   * @param options `forMs`: after so many milliseconds it is the primary again. Default: when {@link stepUp} is called.
   * @throws Error when the server stands alone
   */
  stepDown({ forMs }: { forMs?: number } = {}): void {
    this.#role.stepDown(forMs);
  }

  /** Becomes the primary again. */
  stepUp(): void {
    this.#role.stepUp();
  }

  /** Removes what TTL indexes say is over at the time of the server. Like MongoDB, it does so by itself each minute. */
  removeExpired(): void {
    this.#parts.engine.removeExpired();
  }

  /** Cuts every connection and stops listening. Closing twice is harmless. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const { server, journal } = this.#parts;
    this.#role.stop();
    clearInterval(this.#expiryTimer);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.cutConnections();
    await closed;
    journal?.close();
  }

  #add(fault: CommandFault, options: FaultOptions): ScriptedFault {
    return this.#script.add(fault, options);
  }

  #run(command: BsonDocument): BsonDocument {
    if (isGreeting(command)) return okReply(this.#role.greeting(command));
    this.#role.check(command);
    return this.#parts.engine.run(command);
  }
}
