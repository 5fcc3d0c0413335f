import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;

/** How a server process ended. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The server in a process of its own, as `npm start` runs it. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #output: { stdout: string; stderr: string };
  /** Settles when the process is gone and its output is complete. */
  readonly ended: Promise<ProcessEnd>;
  /** Where it listens; set when `start` has resolved. */
  url = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#output = { stdout: '', stderr: '' };
    child.stdout?.on('data', (data: Buffer) => {
      this.#output.stdout += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      this.#output.stderr += data.toString();
    });
    this.ended = once(child, 'close').then(
      ([code, signal]) => ({ code, signal, ...this.#output }) as ProcessEnd,
    );
  }

  /** Runs the program with nothing of this process's settings but the given ones. */
  static run(environment: Record<string, string>, args: readonly string[] = []): ServerProcess {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['--conditions=@chat-imposter/source', MAIN, ...args], {
      env: { PATH, HOME, TMPDIR: tmpdir(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child);
  }

  /** Runs the server on a free port and waits until it listens. */
  static async start(environment: Record<string, string>): Promise<ServerProcess> {
    const server = ServerProcess.run({ PORT: '0', ...environment });
    const listens = server.#waitForUrl();
    const failed = server.ended.then(({ stdout, stderr }) => {
      throw new Error(`The server ended before it listened:\n${stdout}${stderr}`);
    });
    server.url = await Promise.race([listens, failed]);
    return server;
  }

  /** The id of the process. */
  get pid(): number {
    return this.#child.pid ?? -1;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process and waits for that; harmless when it is gone already. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProcessEnd> {
    this.#child.kill(signal);
    return this.ended;
  }

  async #waitForUrl(): Promise<string> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('The process has no output.');
    for await (const line of createInterface({ input: stdout })) {
      const url = /"url":"([^"]+)"/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    return new Promise(() => {});
  }
}

/** A folder for one test, removed by `remove`. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'chat-imposter-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
