import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromHost, HostKind, ToHost } from './host-protocol.ts';

const PROGRAMS: Record<HostKind, URL> = {
  imposter: new URL('imposter-host.ts', import.meta.url),
  stock: new URL('stock-host.ts', import.meta.url),
};

/** One life of a host, in a process of its own. It loads at once, and begins when it is told to. */
export class HostProcess {
  /** Resolves when it is gone and everything that it told was heard. */
  readonly ended: Promise<void>;
  /** Told what the host tells, from the moment at which it is set. */
  hear: (message: FromHost) => void = () => {};
  readonly #child: ChildProcess;
  readonly #loaded = Promise.withResolvers<void>();

  /** @param compileCache a folder in which Node keeps the compiled program for the next life */
  constructor(kind: HostKind, compileCache: string) {
    this.#child = fork(fileURLToPath(PROGRAMS[kind]), [], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    this.#child.on('message', (message: FromHost) => {
      if (message.kind === 'loaded') this.#loaded.resolve();
      else this.hear(message);
    });
    this.ended = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(() =>
      this.#loaded.resolve(),
    );
  }

  /** Resolves when it has loaded. */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  tell(message: ToHost): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Ends it without a chance to do anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /**
   * Asks it to end.
   * @throws Error when it ended with an error
   */
  async stop(): Promise<void> {
    this.tell({ kind: 'stop' });
    await this.ended;
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`The host did not stop as asked: ${signalCode ?? exitCode}.`);
  }
}
