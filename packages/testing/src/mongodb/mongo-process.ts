import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MongoTopology } from './mongo-server.ts';

/** How {@link startMongoProcess} behaves. */
export interface MongoProcessOptions {
  /** The file that outlives the process; see `journal` of {@link startMongoServer}. */
  journal: string;
  /** Default: a free one. */
  port?: number;
  /** Default: `replica_set`. */
  topology?: MongoTopology;
}

/** What the process tells once it listens. */
export interface ListeningMessage {
  port: number;
  url: string;
}

/** The program stands beside this file, as source and built. */
const SOURCE = fileURLToPath(new URL('./mongo-server-process.ts', import.meta.url));
const PROGRAM = import.meta.url.endsWith('.ts') ? SOURCE : SOURCE.replace(/\.ts$/, '.js');

/** Starts the server of {@link startMongoServer} in a process of its own, which can be killed and started again. */
export async function startMongoProcess(options: MongoProcessOptions): Promise<MongoProcess> {
  const { child, told } = await launch(options);
  return new MongoProcess({ ...options, port: told.port }, told.url, child);
}

/** A server that can die. It ends with this process. */
export class MongoProcess implements AsyncDisposable {
  /** What `MongoClient` takes; it stays the same when the server is started again. */
  readonly url: string;
  readonly port: number;
  readonly #options: MongoProcessOptions;
  #child: ChildProcess | null;

  constructor(options: MongoProcessOptions & { port: number }, url: string, child: ChildProcess) {
    this.url = url;
    this.port = options.port;
    this.#options = options;
    this.#child = child;
  }

  /** Ends it without a chance to do anything (SIGKILL). What it has acknowledged is in its journal. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /**
   * Starts it again after {@link kill}, on the same port and the same journal; resolves when it accepts connections.
   * @throws Error when it runs, or when its port was taken in the meantime
   */
  async start(): Promise<void> {
    if (this.#child !== null) throw new Error('The server runs.');
    this.#child = (await launch({ ...this.#options, port: this.port })).child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

async function launch(
  options: MongoProcessOptions,
): Promise<{ child: ChildProcess; told: ListeningMessage }> {
  const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: [] });
  const exit = once(child, 'exit').then(() => null);
  const told = await Promise.race([once(child, 'message'), exit]);
  if (told === null) throw new Error('The server ended before it listened.');
  return { child, told: told[0] as ListeningMessage };
}
