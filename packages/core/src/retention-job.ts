import type { CancelTimer, Clock } from './contracts/clock.ts';
import type { Logger } from './contracts/logger.ts';
import type { Store } from './contracts/store.ts';
import { DAY_MS } from './limits.ts';
import type { RetentionLogger } from './logging/retention-logger.ts';

/** After the start there is more urgent work. */
const FIRST_ROUND_MS = 60_000;
const ROUND_MS = 3_600_000;

/** What a step takes at most, and how long others have before the next one: a few milliseconds each second or less. */
const STEP_COUNT = 100;
const PAUSE_MS = 50;

/** For how long things are kept, days. */
export interface RetentionDays {
  /** The texts of messages. */
  texts: number;
  /** What messages without a text are recognised by. */
  ids: number;
}

/** What retention works with. */
interface RetentionJobOptions {
  days: RetentionDays;
  store: Pick<Store, 'retention'>;
  /** Null where no conversation is logged. */
  retentionLogger: Pick<RetentionLogger, 'dropBefore'> | null;
  clock: Clock;
  logger: Logger;
  /** Texts that are remembered beside the store may be gone from it. */
  reduced: () => void;
}

/** Takes away what is old, some time after the start and then every hour, in small steps. */
export class RetentionJob {
  readonly #options: RetentionJobOptions;
  #cancelTimer: CancelTimer | null = null;
  #isStopped = false;
  #step: Promise<void> | null = null;

  constructor(options: RetentionJobOptions) {
    this.#options = options;
  }

  /** Begins, once. */
  start(): void {
    this.#schedule(FIRST_ROUND_MS);
  }

  /** Resolves when the step that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer?.();
    await this.#step;
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      this.#step = this.#take().then((nextMs) => this.#schedule(nextMs));
    });
  }

  /** One step; tells when the next is due. */
  async #take(): Promise<number> {
    const { days, store, retentionLogger, clock, reduced } = this.#options;
    const now = clock.now();
    const limits = { textsBefore: now - days.texts * DAY_MS, idsBefore: now - days.ids * DAY_MS };
    if (await this.#try(() => store.retention.reduce(limits, STEP_COUNT))) return PAUSE_MS;
    reduced();
    await this.#try(async () => retentionLogger?.dropBefore(limits.textsBefore));
    return ROUND_MS;
  }

  /** Undefined when it failed: then it is done in the next round. */
  async #try<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const { logger } = this.#options;
      if (!this.#isStopped)
        logger.warn({ err: error }, 'what is old could not be taken away; it is tried again');
      return undefined;
    }
  }
}

/**
 * For how long things are kept, by the options of `createImposter`; null: for ever.
 * @throws RangeError
 */
export function retentionDays({
  retentionDays: texts,
  idRetentionDays: ids,
}: {
  retentionDays?: number | undefined;
  idRetentionDays?: number | undefined;
}): RetentionDays | null {
  if (texts === undefined) {
    if (ids !== undefined) throw new RangeError('idRetentionDays needs retentionDays.');
    return null;
  }
  if (!(texts > 0)) throw new RangeError(`retentionDays must be more than 0, not ${texts}.`);
  if (ids !== undefined && !(ids >= texts))
    throw new RangeError(`idRetentionDays must be at least retentionDays (${texts}), not ${ids}.`);
  return { texts, ids: ids ?? Math.max(DEFAULT_ID_DAYS, texts) };
}

/** WhatsApp keeps a message that it could not deliver for 30 days. */
const DEFAULT_ID_DAYS = 30;
