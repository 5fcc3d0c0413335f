import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { errorReply } from './command-error.ts';
import { hello, type ServerRole } from './commands/hello.ts';
import { okReply } from './commands/server-commands.ts';
import { Engine } from './engine.ts';
import type { BsonDocument } from './values/document.ts';
import { FrameSplitter } from './wire/frame-splitter.ts';
import { readRequest, type WireRequest, writeReply } from './wire/message.ts';

const HOST = '127.0.0.1';
const REPLICA_SET = 'rs0';
const GREETINGS = new Set(['hello', 'isMaster', 'ismaster']);

/** How {@link startMongoServer} behaves. */
export interface MongoServerOptions {
  /** Default: a free one. */
  port?: number;
  /**
   * `replica_set`: one primary, with retryable writes. `standalone`: a server that stands alone; drivers do not retry
   * writes on it. Default: `replica_set`.
   */
  topology?: 'replica_set' | 'standalone';
  /** The time of the server, which is what `$$NOW` says. Default: that of the machine. */
  clock?: { now(): Date };
}

/** Starts a server that the `mongodb` driver can talk to, on 127.0.0.1. Nothing of it is kept when it is closed. */
export async function startMongoServer(options: MongoServerOptions = {}): Promise<MongoServer> {
  const { port = 0, topology = 'replica_set', clock = { now: () => new Date() } } = options;
  const server = createServer();
  server.listen(port, HOST);
  await once(server, 'listening');
  const engine = new Engine({
    now: () => clock.now(),
    isReplicaSet: topology === 'replica_set',
    keep: () => {},
  });
  return new MongoServer(server, engine, topology);
}

/** A running server. It keeps the process alive until it is closed. */
export class MongoServer implements AsyncDisposable {
  /** What `MongoClient` takes, e.g. `mongodb://127.0.0.1:40123/?replicaSet=rs0`. */
  readonly url: string;
  readonly port: number;
  readonly #server: Server;
  readonly #engine: Engine;
  readonly #role: ServerRole;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server, engine: Engine, topology: 'replica_set' | 'standalone') {
    this.#server = server;
    this.#engine = engine;
    this.port = (server.address() as AddressInfo).port;
    const address = `${HOST}:${this.port}`;
    const isSet = topology === 'replica_set';
    this.url = isSet
      ? `mongodb://${address}/?replicaSet=${REPLICA_SET}`
      : `mongodb://${address}/?directConnection=true`;
    this.#role = { replicaSet: isSet ? REPLICA_SET : null, isPrimary: true, address, term: Date.now() };
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Cuts every connection and stops listening. Closing twice is harmless. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    if (!this.#server.listening) return;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(socket: Socket): void {
    const splitter = new FrameSplitter();
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of splitter.push(chunk)) this.#answer(socket, readRequest(frame));
      } catch {
        socket.destroy();
      }
    });
  }

  #answer(socket: Socket, request: WireRequest): void {
    const reply = this.#replyTo(request.command);
    if (request.isAnswered) socket.write(writeReply(request, reply));
  }

  #replyTo(command: BsonDocument): BsonDocument {
    const [name = ''] = Object.keys(command);
    try {
      if (GREETINGS.has(name)) {
        return okReply(hello(this.#role, { isLegacy: name !== 'hello', now: new Date() }));
      }
      return this.#engine.run(command);
    } catch (error) {
      return errorReply(error);
    }
  }
}
