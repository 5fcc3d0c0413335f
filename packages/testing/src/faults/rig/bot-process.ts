import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FaultBotOptions, FromBot, ToBot } from '../bot-protocol.ts';

/** The program of a bot under test, and what it is given in front of its options. */
export interface BotProgram {
  path: string;
  args: readonly string[];
  /** Options of Node, for example `--conditions=…`. */
  execArgv?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** One life of a bot, in a process of its own. */
export class BotProcess {
  /** Resolves when the bot has connected; rejects when it ended before. */
  readonly connected: Promise<void>;
  /** Resolves when it is gone and everything that it told has been heard. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #heard = 0;
  #awaited: { count: number; resolve: () => void } | null = null;

  constructor(program: BotProgram, options: FaultBotOptions, hear: (message: FromBot) => void) {
    this.#child = fork(program.path, [...program.args, JSON.stringify(options)], {
      execArgv: [...(program.execArgv ?? [])],
      env: { ...process.env, ...program.env },
    });
    this.ended = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(() => {});
    const connected = Promise.withResolvers<void>();
    this.connected = connected.promise;
    this.connected.catch(() => {});
    void this.ended.then(() => connected.reject(new Error('The bot ended before it was connected.')));
    this.#child.on('message', (message: FromBot) => {
      hear(message);
      if (message.kind === 'connected') connected.resolve();
      this.#heard += 1;
      if (this.#awaited?.count === this.#heard) this.#awaited.resolve();
    });
  }

  /** Resolves when the bot has told so much, or is gone. */
  async hasTold(count: number): Promise<void> {
    if (this.#heard >= count) return;
    const told = new Promise<void>((resolve) => {
      this.#awaited = { count, resolve };
    });
    await Promise.race([told, this.ended]);
  }

  /** What is told to a dead process is lost, as on a network. */
  tell(message: ToBot): void {
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
