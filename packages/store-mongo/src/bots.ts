import { Bot } from './bot.ts';
import type { BotParts } from './bot-log.ts';
import type { Write } from './write.ts';

/** The bots that this process has to do with. */
export class Bots {
  readonly #parts: BotParts;
  readonly #bots = new Map<string, Bot>();

  constructor(parts: BotParts) {
    this.#parts = parts;
  }

  /** One of them. */
  of(userId: string): Bot {
    const known = this.#bots.get(userId);
    if (known) return known;
    const bot = new Bot(userId, this.#parts);
    this.#bots.set(userId, bot);
    return bot;
  }

  /**
   * Decides and commits a write of the bot whose lease it names.
   * @throws ImposterError `fenced`, `store_unavailable`, `closed`
   */
  async write<Result>(write: Write<Result> & { lease: { userId: string } }): Promise<Result> {
    return this.writeFor(write.lease.userId, write);
  }

  /** The same for one that needs no lease. */
  async writeFor<Result>(userId: string, write: Write<Result>): Promise<Result> {
    this.#parts.connection.assertOpen();
    return this.of(userId).write(write);
  }

  /**
   * Reads of a bot, after all that was asked for before.
   * @throws ImposterError `store_unavailable`, `closed`
   */
  async read<Result>(userId: string, work: () => Promise<Result>): Promise<Result> {
    this.#parts.connection.assertOpen();
    return this.of(userId).read(work);
  }

  /** Applies what processes that died have committed. */
  async finishAbandoned(): Promise<void> {
    for (const userId of await this.#parts.heads.abandoned()) await this.of(userId).finish();
  }

  /** Ends what is under way and gives the leases back; what fails then is left to whoever comes next. */
  async close(): Promise<void> {
    const bots = [...this.#bots.values()];
    await Promise.all(bots.map((bot) => bot.idle()));
    const releases = bots.flatMap((bot) => (bot.heldFence === null ? [] : [bot.release(bot.heldFence)]));
    await Promise.allSettled(releases);
    this.#bots.clear();
  }
}
