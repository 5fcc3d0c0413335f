import type { BotStatus } from '../contracts/bot.ts';
import type { CancelTimer, Clock } from '../contracts/clock.ts';
import type { Lease } from '../contracts/lease.ts';
import type { Logger } from '../contracts/logger.ts';
import type { ProcessStore } from '../contracts/process-store.ts';
import { answerText, type BotRequest } from './bot-request.ts';

/** How often a process looks for requests, and tells where its bots stand. */
const ROUND_MS = 500;

/** A bot that runs here. */
export interface RunningBot {
  lease: Lease;
  /** Where it stands; `authenticated` everybody can see in the store. */
  status: Omit<BotStatus, 'authenticated'>;
}

/** What the desk works with. */
export interface RequestDeskOptions {
  processes: ProcessStore;
  ownerId: string;
  clock: Clock;
  logger: Logger;
  /** The bots that run here. */
  running: () => readonly RunningBot[];
  /** Does what is asked of a bot that runs here. */
  serve: (request: BotRequest) => Promise<unknown>;
}

/** Tells the other processes where the bots stand that run here, and does what they ask of them. */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  /** What was put up last under each lease. */
  readonly #published = new Map<string, string>();
  #cancelTimer: CancelTimer | null = null;
  #isOpen = false;

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  /** Begins, unless it has. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#schedule();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancelTimer?.();
  }

  #schedule(): void {
    if (!this.#isOpen) return;
    this.#cancelTimer = this.#options.clock.after(ROUND_MS, () => void this.#round());
  }

  /** Never rejects: what could not be done is tried in the next round. */
  async #round(): Promise<void> {
    try {
      await this.#publish();
      const { processes, ownerId } = this.#options;
      for (const { id, request } of await processes.takeRequests(ownerId)) void this.#serve(id, request);
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'other processes could not be told of the bots this time');
    }
    this.#schedule();
  }

  async #publish(): Promise<void> {
    const { processes, running } = this.#options;
    const notices = running().map(({ lease, status }) => {
      return { lease, key: `${lease.userId} ${lease.fence}`, notice: JSON.stringify(status) };
    });
    const keys = new Set(notices.map(({ key }) => key));
    for (const key of this.#published.keys()) if (!keys.has(key)) this.#published.delete(key);
    const news = notices.filter(({ key, notice }) => this.#published.get(key) !== notice);
    await Promise.all(
      news.map(async ({ lease, key, notice }) => {
        await processes.publish(lease, notice);
        this.#published.set(key, notice);
      }),
    );
  }

  /** Never rejects. Requests of different bots, and of one, are served side by side: whoever serves puts them in order. */
  async #serve(id: string, request: string): Promise<void> {
    const { processes, serve, logger } = this.#options;
    const work = serve(JSON.parse(request) as BotRequest);
    try {
      await processes.answer(id, await answerText(work));
    } catch (error) {
      logger.warn({ err: error }, 'another process could not be answered');
    }
  }
}
