import type { CancelTimer, Clock } from '../contracts/clock.ts';
import type { Logger } from '../contracts/logger.ts';
import type { ProcessStore } from '../contracts/process-store.ts';
import { shareOf } from './share.ts';

/** How often a process looks at what there is to do: what an expired lease leaves is taken up after this long at most. */
const ROUND_MS = 3_000;

/** What the sharing works with. */
export interface BotSharingOptions {
  processes: ProcessStore;
  ownerId: string;
  clock: Clock;
  logger: Logger;
  /** The bots that are to run and that this process may try to run. */
  wanted: () => Promise<readonly string[]>;
  /** Runs bots that nobody has. */
  take: (userIds: readonly string[]) => Promise<void>;
  /** Stops a bot, for another process to run it. */
  give: (userId: string) => Promise<void>;
}

/** Shares the bots that are to run with the other processes on the same store, for as long as this process lives. */
export class BotSharing {
  readonly #options: BotSharingOptions;
  #cancelTimer: CancelTimer | null = null;
  #round: Promise<void> | null = null;
  #isStopped = false;

  constructor(options: BotSharingOptions) {
    this.#options = options;
  }

  /** Takes a first share; resolves when its bots have been started. From then on it goes by itself. */
  async begin(): Promise<void> {
    this.#cancelTimer?.();
    await this.#next();
  }

  /** Takes and gives no more; others hear at once that this process is not there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer?.();
    await this.#round;
    const { processes, ownerId } = this.#options;
    await processes.withdraw(ownerId).catch(() => undefined);
  }

  async #next(): Promise<void> {
    this.#round ??= this.#doRound();
    await this.#round;
    this.#round = null;
    if (this.#isStopped) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.after(ROUND_MS, () => void this.#next());
  }

  /** Never rejects: what cannot be done now can be done in the next round. */
  async #doRound(): Promise<void> {
    const { processes, ownerId, wanted, take, give, logger } = this.#options;
    try {
      await processes.announce(ownerId);
      const [present, holders, userIds] = await Promise.all([
        processes.present(),
        processes.holders(),
        wanted(),
      ]);
      const share = shareOf({ ownerId, present, holders, wanted: userIds });
      if (this.#isStopped) return;
      await Promise.all([take(share.take), ...share.give.map(give)]);
    } catch (error) {
      logger.warn({ err: error }, 'the bots could not be shared with other processes this time');
    }
  }
}
