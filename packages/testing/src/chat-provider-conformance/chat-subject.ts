import { systemClock } from '@chat-imposter/core';
import { manyTurns } from '../conformance/event-loop.ts';
import type { ChatPeer, ChatProviderConformanceOptions } from './options.ts';
import { checkWhatWasTold } from './standing-promises.ts';
import { TestedBot } from './tested-bot.ts';
import { type CredentialRows, TestedCredentials } from './tested-credentials.ts';

const PATIENCE_MS = 20_000;

/** The bot that most checks are about. */
const USER_ID = 'anna';

/** The provider of one check, on a platform of its own. */
export class ChatSubject {
  readonly options: ChatProviderConformanceOptions;
  readonly #peer: ChatPeer;
  readonly #rows: CredentialRows = new Map();
  readonly #bots: TestedBot[] = [];

  private constructor(options: ChatProviderConformanceOptions, peer: ChatPeer) {
    this.options = options;
    this.#peer = peer;
  }

  static async begin(options: ChatProviderConformanceOptions): Promise<ChatSubject> {
    return new ChatSubject(options, await options.create());
  }

  get provider() {
    return this.#peer.provider;
  }

  /** A bot with an account of its own that has not started. */
  bot(userId = USER_ID): TestedBot {
    const bot = this.#open(userId);
    bot.account = this.#peer.account(userId);
    return bot;
  }

  /** A bot that is linked and connected. */
  async linkedBot(userId = USER_ID): Promise<TestedBot> {
    const bot = this.bot(userId);
    await bot.start();
    await bot.link();
    return bot;
  }

  /** Stops a bot and opens another session on what it stored, as the next process does. It is not started. */
  async reopen(bot: TestedBot): Promise<TestedBot> {
    await bot.stop();
    const next = this.#open(bot.userId);
    next.account = bot.account;
    return next;
  }

  /** The same, started and connected. */
  async restart(bot: TestedBot): Promise<TestedBot> {
    const next = await this.reopen(bot);
    await next.start();
    await next.hasReported('connected');
    return next;
  }

  /** Resolves when anything that another bot began on the side would have happened: a whole conversation is over. */
  async meanwhile(): Promise<void> {
    const witness = await this.linkedBot('witness');
    await witness.chatWith('zoe');
    await witness.stop();
    await manyTurns();
  }

  /** Stops every bot and looks at all that they told. */
  async conclude(): Promise<void> {
    for (const bot of this.#bots) await bot.stop();
    await manyTurns();
    for (const bot of this.#bots) checkWhatWasTold(bot);
  }

  /** Stops what still runs and ends the platform. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#bots.map((bot) => bot.stop()));
    await this.#peer.dispose();
  }

  #open(userId: string): TestedBot {
    const { config = {}, patienceMs = PATIENCE_MS } = this.options;
    const bot = new TestedBot({
      userId,
      provider: this.#peer.provider,
      config,
      credentials: new TestedCredentials(this.#rows, userId),
      clock: this.#peer.clock ?? systemClock,
      patienceMs,
    });
    this.#bots.push(bot);
    return bot;
  }
}
