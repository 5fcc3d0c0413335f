import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@chat-imposter/core';
import { createSeededRandom } from '../../seeded-random.ts';
import type { CallVersion, FaultBotOptions, FromBot, Mistake } from '../bot-protocol.ts';
import type { CrashPoint } from '../crash-point.ts';
import type { FaultHistory, StoreContent } from '../history.ts';
import type { InterventionOrder } from '../intervention.ts';
import { BotProcess, type BotProgram } from './bot-process.ts';
import { Intervening } from './intervening.ts';
import { Model, type PartCount } from './model.ts';
import { Platform } from './platform.ts';

/** How long nothing must happen until a bot that still owes answers is taken to have given up, unless said otherwise. */
const SILENCE_MS = 2_000;
const POLL_MS = 5;

/** What a run is made of. */
export interface FaultRigOptions {
  /** Its main module calls {@link runFaultBot} with its store. */
  program: BotProgram;
  /** Reads what the store of the program holds, while the bot does not run. */
  readStore: () => StoreContent | Promise<StoreContent>;
  /** Done before each life of the bot. */
  beforeLife?: () => void;
  seed: number;
  /** Default: 20 */
  chats?: number;
  /** Default: `random`, 1 to 3. */
  parts?: PartCount;
  mistake?: Mistake;
}

/** Where a bot died, as it told before. */
type CrashTold = Extract<FromBot, { kind: 'crash' }>;

/** The world around a bot, which survives it: the platform, the model, and the three histories. */
export class FaultRig {
  readonly random: Random;
  readonly platform: Platform;
  readonly chatIds: readonly string[];
  /** What went wrong inside of the bots, for the reader of a failed run. */
  readonly failures: string[] = [];
  readonly #options: FaultRigOptions;
  readonly #model: Model;
  #starts = 0;
  #heardAt = 0;
  #crash = Promise.withResolvers<CrashTold>();
  #intervening: Intervening | null = null;

  constructor(options: FaultRigOptions) {
    const { seed, chats = 20, parts = 'random' } = options;
    this.#options = options;
    this.random = createSeededRandom(seed);
    this.platform = new Platform(createSeededRandom(seed + 1));
    this.#model = new Model(createSeededRandom(seed + 2), parts);
    this.chatIds = Array.from({ length: chats }, (_, index) => `chat${index}@fault`);
  }

  /** A whole number from 0 to `below` - 1. */
  pick(below: number): number {
    return Math.floor(this.random.fraction() * below);
  }

  /** A first life that ends well, so that Node may keep the compiled program for the next ones. */
  async warmUp(): Promise<void> {
    const first = this.start();
    await first.connected;
    await first.stop();
  }

  /** Begins a life of the bot. */
  start(more: Pick<FaultBotOptions, 'clockAheadMs' | 'begins'> = {}): BotProcess {
    const { program, seed, mistake, beforeLife } = this.#options;
    beforeLife?.();
    const options = { seed: seed + 3 + this.#starts++, chatIds: this.chatIds, ...more };
    const bot = new BotProcess(program, mistake ? { ...options, mistake } : options, (message) =>
      this.#hear(message, bot),
    );
    void bot.ended.then(() => this.platform.disconnect());
    return bot;
  }

  /** Resolves when the bot has nothing more to do: everything is answered, or nothing has happened for a while. */
  async quiet(silenceMs = SILENCE_MS): Promise<void> {
    this.#heardAt = performance.now();
    while (!this.platform.isQuiet && performance.now() - this.#heardAt < silenceMs) await pause(POLL_MS);
  }

  /** Resolves with the chat, and for an arrival the message, that was about to pass the crash point when the bot died. */
  async crashAt(bot: BotProcess, point: CrashPoint, passage: number): Promise<CrashTold> {
    this.#crash = Promise.withResolvers();
    bot.tell({ kind: 'crash_at', point, passage });
    const crashed = await Promise.race([this.#crash.promise, bot.ended.then(() => null)]);
    if (crashed === null) throw new Error(`The bot ended before it came to ${point}.`);
    await bot.ended;
    return crashed;
  }

  /** Resolves when the bot has died of an intervention, with what there was to see of it. */
  async intervene(bot: BotProcess, order: InterventionOrder): Promise<Intervening> {
    const intervening = new Intervening(() => this.seen());
    this.#intervening = intervening;
    bot.tell({ kind: 'intervene', order });
    await bot.ended;
    return intervening;
  }

  /** For each call to the model, the configuration that it was made with. */
  get versions(): readonly CallVersion[] {
    return this.#model.versions;
  }

  /** What was sent in and what went out so far. */
  seen(): Omit<FaultHistory, 'stored'> {
    const { sent, wire } = this.platform;
    return { sent: [...sent], wire: [...wire], calls: [...this.#model.calls] };
  }

  /** The three histories so far; only while the bot does not run, because its store is its own. */
  async history(): Promise<FaultHistory> {
    return { ...this.seen(), stored: await this.#options.readStore() };
  }

  #hear(message: FromBot, bot: BotProcess): void {
    this.#heardAt = performance.now();
    switch (message.kind) {
      case 'connected':
        this.platform.connect((told) => bot.tell(told));
        break;
      case 'accepted':
        this.platform.hasTaken(message);
        break;
      case 'send':
        this.platform.receive(message);
        break;
      case 'ask':
        this.#model.ask(message, (told) => bot.tell(told));
        break;
      case 'crash':
        this.#crash.resolve(message);
        break;
      case 'intervenes':
        this.#intervening?.begins(message.chatId, {
          taken: this.platform.accepted,
          open: this.platform.unsettled,
        });
        break;
      case 'intervened':
        this.#intervening?.resolves();
        break;
      case 'failure':
        this.failures.push(message.message);
        break;
    }
  }
}
