import { setTimeout as pause } from 'node:timers/promises';
import { ServerProcess } from '../../server-process.ts';

/** What happens to a server: SIGKILL, SIGSTOP for a while, or an orderly end. All but the pause are followed by a new start. */
export type ServerFault = 'kill' | 'pause' | 'stop';

/** Two servers with the same environment; at each moment one of them at least is well. */
export class ServerPair {
  readonly #environment: Record<string, string>;
  readonly #servers: ServerProcess[] = [];

  constructor(environment: Record<string, string>) {
    this.#environment = environment;
  }

  async start(): Promise<void> {
    for (const index of [0, 1]) this.#servers[index] = await ServerProcess.start(this.#environment);
  }

  /** Where one of them listens. */
  url(index: number): string {
    return this.#servers[index]?.url ?? '';
  }

  /** Lets something happen to one of them; resolves when it is well again. */
  async suffer(index: number, fault: ServerFault, milliseconds: number): Promise<void> {
    const server = this.#servers[index];
    if (server === undefined) return;
    if (fault === 'pause') {
      server.signal('SIGSTOP');
      await pause(milliseconds);
      server.signal('SIGCONT');
      return;
    }
    await server.end(fault === 'kill' ? 'SIGKILL' : 'SIGTERM');
    await pause(milliseconds);
    this.#servers[index] = await ServerProcess.start(this.#environment);
  }

  async end(): Promise<void> {
    for (const server of this.#servers) {
      server.signal('SIGCONT');
      await server.end();
    }
  }
}
