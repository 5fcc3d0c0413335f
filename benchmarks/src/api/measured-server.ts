import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './api-client.ts';

/** Whose server it is: an Express app with our router, or one written by hand. */
export type ServerName = 'ours' | 'bare';

const PROGRAM = fileURLToPath(new URL('server-program.ts', import.meta.url));

/** A server in a process of its own, which counts its CPU time. */
export class MeasuredServer {
  readonly #child: ChildProcess;
  /** Calls it. */
  readonly client: ApiClient;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.client = new ApiClient(port);
  }

  /** @throws Error when the program ends before it listens */
  static async start(name: ServerName): Promise<MeasuredServer> {
    const child = fork(PROGRAM, [name], { execArgv: [...process.execArgv, '--no-warnings'] });
    return new MeasuredServer(child, Number(await told(child)));
  }

  /** How much CPU time the process takes while the work is done, microseconds. */
  async cpuOf(work: () => Promise<void>): Promise<number> {
    await this.#ask('begin');
    await work();
    return Number(await this.#ask('end'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }

  #ask(order: 'begin' | 'end'): Promise<unknown> {
    const answer = told(this.#child);
    this.#child.send(order);
    return answer;
  }
}

function told(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The server ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
