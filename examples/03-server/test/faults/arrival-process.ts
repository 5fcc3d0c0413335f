import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ArrivalBotOptions, FromArrivalBot, ToArrivalBot } from './arrival-protocol.ts';

const PROGRAM = fileURLToPath(new URL('arrival-bot.ts', import.meta.url));

/** One life of a bot on WhatsApp, in a process of its own. */
export class ArrivalProcess {
  /** Resolves when it is gone and everything that it told was heard. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  /** @param compileCache a folder in which Node keeps the compiled program for the next life */
  constructor(options: ArrivalBotOptions, compileCache: string, hear: (message: FromArrivalBot) => void) {
    this.#child = fork(PROGRAM, [JSON.stringify(options)], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    this.#child.on('message', hear);
    this.ended = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(() => {});
  }

  tell(message: ToArrivalBot): void {
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
    if (exitCode !== 0) throw new Error(`The bot did not stop as asked: ${signalCode ?? exitCode}.`);
  }
}
