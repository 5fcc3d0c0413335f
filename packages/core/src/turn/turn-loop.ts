import type { CancelTimer, Clock } from '../contracts/clock.ts';

/** What the loop needs from its bot. */
export interface TurnWork {
  /** Whether something of this contact waits for a turn. Must be cheap: it is asked without an await around it. */
  hasWork(correspondentId: string): boolean;
  /** One turn. Resolves with the time after which to try again, or null when the turn is dealt with. */
  run(correspondentId: string): Promise<{ againAfterMs: number } | null>;
  /** A turn threw: a defect, since failures that are to be expected are dealt with inside. Must not throw. */
  failed(correspondentId: string, error: unknown): void;
}

/** How the loop paces itself. */
export interface TurnLoopOptions {
  clock: Clock;
  /** A burst has ended when nothing came for this long. 0: no waiting. */
  quietMs: number;
  /** A burst is answered at the latest this long after its first message. */
  maxWaitMs: number;
  /** Turns of this bot at the same time. */
  maxConcurrent: number;
}

/** A contact's place in the loop; a contact with nothing to do has none. */
interface Lane {
  /** `resting`: a turn asked to be tried again later; what comes meanwhile joins it. */
  state: 'gathering' | 'ready' | 'running' | 'resting';
  since: number;
  cancelTimer: CancelTimer | null;
}

/** How long a contact rests whose turn threw. */
const REST_AFTER_DEFECT_MS = 30_000;

/** One turn at a time per contact, contacts side by side within a bound: the only place with concurrency. */
export class TurnLoop {
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: string[] = [];
  readonly #work: TurnWork;
  readonly #options: TurnLoopOptions;
  #running = 0;
  #isStopped = false;
  #whenIdle: (() => void) | null = null;

  constructor(work: TurnWork, options: TurnLoopOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** A message came in that wants an answer. */
  notify(correspondentId: string): void {
    if (this.#isStopped) return;
    const now = this.#options.clock.now();
    const lane = this.#lanes.get(correspondentId) ?? { state: 'gathering', since: now, cancelTimer: null };
    if (lane.state !== 'gathering') return;
    this.#lanes.set(correspondentId, lane);
    const restOfBurst = Math.max(0, lane.since + this.#options.maxWaitMs - now);
    this.#wait(correspondentId, lane, Math.min(this.#options.quietMs, restOfBurst));
  }

  /** Begins no more turns; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const lane of this.#lanes.values()) lane.cancelTimer?.();
    this.#ready.length = 0;
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #wait(correspondentId: string, lane: Lane, delayMs: number): void {
    lane.cancelTimer?.();
    lane.cancelTimer = null;
    if (delayMs === 0) {
      this.#makeReady(correspondentId, lane);
      return;
    }
    lane.cancelTimer = this.#options.clock.after(delayMs, () => this.#makeReady(correspondentId, lane));
  }

  #makeReady(correspondentId: string, lane: Lane): void {
    lane.state = 'ready';
    lane.cancelTimer = null;
    this.#ready.push(correspondentId);
    this.#startReady();
  }

  #startReady(): void {
    while (!this.#isStopped && this.#running < this.#options.maxConcurrent) {
      const correspondentId = this.#ready.shift();
      if (correspondentId === undefined) return;
      const lane = this.#lanes.get(correspondentId);
      if (lane !== undefined) void this.#run(correspondentId, lane);
    }
  }

  /** Never rejects. */
  async #run(correspondentId: string, lane: Lane): Promise<void> {
    lane.state = 'running';
    this.#running += 1;
    let outcome: { againAfterMs: number } | null = { againAfterMs: REST_AFTER_DEFECT_MS };
    try {
      outcome = await this.#work.run(correspondentId);
    } catch (error) {
      this.#work.failed(correspondentId, error);
    }
    this.#finish(correspondentId, lane, outcome);
  }

  /** Asks for more work and becomes idle without an await in between: a message can not fall into the gap. */
  #finish(correspondentId: string, lane: Lane, outcome: { againAfterMs: number } | null): void {
    this.#running -= 1;
    if (this.#isStopped) {
      if (this.#running === 0) this.#whenIdle?.();
      return;
    }
    if (outcome !== null) {
      lane.state = 'resting';
      this.#wait(correspondentId, lane, outcome.againAfterMs);
    } else if (this.#work.hasWork(correspondentId)) {
      lane.state = 'gathering';
      lane.since = this.#options.clock.now();
      this.#wait(correspondentId, lane, this.#options.quietMs);
    } else {
      this.#lanes.delete(correspondentId);
    }
    this.#startReady();
  }
}
