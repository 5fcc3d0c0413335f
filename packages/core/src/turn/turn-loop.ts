import type { CancelTimer, Clock } from '../contracts/clock.ts';
import type { TurnSlots } from './turn-slots.ts';

/**
 * How one run of a turn ended. `done`: dealt with, or left to the next start. `rest`: to be tried again after the given
 * time (null: only when woken), or earlier when woken. `interrupted`: newer input came before it had decided; it is
 * begun again when the burst has ended, which counts from `since`.
 */
export type RunOutcome =
  | { kind: 'done' }
  | { kind: 'rest'; delayMs: number | null }
  | { kind: 'interrupted'; since: number };

/** What the loop needs from its bot. */
export interface TurnWork {
  /** Whether something of this contact waits for a turn. Must be cheap: it is asked without an await around it. */
  hasWork(correspondentId: string): boolean;
  /** One turn, or what is left of one. */
  run(correspondentId: string): Promise<RunOutcome>;
  /** Newer input came while the turn runs: it may end itself as `interrupted`. */
  interrupt(correspondentId: string): void;
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
  /** The turns of all bots share these. */
  slots: TurnSlots;
}

/** A contact's place in the loop; a contact with nothing to do has none. */
interface Lane {
  /** `waking`: rests, and may be woken early. `resting`: rests out after a defect. */
  state: 'gathering' | 'ready' | 'running' | 'waking' | 'resting';
  /** When the burst began. */
  since: number;
  /** Whether it was woken while it was running, and may have been about to rest. */
  isWoken: boolean;
  cancelTimer: CancelTimer | null;
  /** Called when the running turn has ended. */
  whenEnded: (() => void)[] | null;
}

/** How long a contact rests whose turn threw. */
const REST_AFTER_DEFECT_MS = 30_000;

/** One turn at a time per contact, contacts side by side within a bound: the only place with concurrency. */
export class TurnLoop {
  readonly #lanes = new Map<string, Lane>();
  /** In the order in which they became ready. */
  readonly #ready = new Set<string>();
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
    let lane = this.#lanes.get(correspondentId);
    if (lane === undefined) {
      const since = this.#options.clock.now();
      lane = { state: 'gathering', since, isWoken: false, cancelTimer: null, whenEnded: null };
      this.#lanes.set(correspondentId, lane);
    }
    if (lane.state === 'running') this.#work.interrupt(correspondentId);
    else if (lane.state === 'gathering') this.#gather(correspondentId, lane);
  }

  /** Tries again at once what rests until something changes. */
  wake(): void {
    for (const correspondentId of this.#lanes.keys()) this.wakeOne(correspondentId);
  }

  /** The same for one contact. */
  wakeOne(correspondentId: string): void {
    const lane = this.#lanes.get(correspondentId);
    if (lane === undefined || this.#isStopped) return;
    if (lane.state === 'running') lane.isWoken = true;
    if (lane.state !== 'waking') return;
    lane.cancelTimer?.();
    this.#makeReady(correspondentId, lane);
  }

  /** Takes a contact out. Resolves when a turn of it that was running has ended, and begins no other meanwhile. */
  async forget(correspondentId: string): Promise<void> {
    for (let lane = this.#lanes.get(correspondentId); lane; lane = this.#lanes.get(correspondentId)) {
      if (lane.state === 'running') {
        const ended = Promise.withResolvers<void>();
        lane.whenEnded = [...(lane.whenEnded ?? []), ended.resolve];
        await ended.promise;
      } else {
        lane.cancelTimer?.();
        this.#ready.delete(correspondentId);
        this.#lanes.delete(correspondentId);
      }
    }
  }

  /** Begins no more turns; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const lane of this.#lanes.values()) lane.cancelTimer?.();
    this.#ready.clear();
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  /** Waits for the end of the burst. */
  #gather(correspondentId: string, lane: Lane): void {
    const { clock, quietMs, maxWaitMs } = this.#options;
    if (quietMs === 0) {
      this.#makeReady(correspondentId, lane);
      return;
    }
    const restOfBurst = Math.max(0, lane.since + maxWaitMs - clock.now());
    this.#wait(correspondentId, lane, Math.min(quietMs, restOfBurst));
  }

  #wait(correspondentId: string, lane: Lane, delayMs: number): void {
    lane.cancelTimer?.();
    lane.cancelTimer = this.#options.clock.after(delayMs, () => this.#makeReady(correspondentId, lane));
  }

  #makeReady(correspondentId: string, lane: Lane): void {
    lane.state = 'ready';
    lane.cancelTimer = null;
    this.#ready.add(correspondentId);
    this.#startReady();
  }

  readonly #startReady = (): void => {
    const { maxConcurrent, slots } = this.#options;
    for (const correspondentId of this.#ready) {
      const lane = this.#lanes.get(correspondentId);
      if (lane === undefined || this.#running >= maxConcurrent || !slots.take(this.#startReady)) return;
      this.#ready.delete(correspondentId);
      void this.#run(correspondentId, lane);
    }
  };

  /** Never rejects. */
  async #run(correspondentId: string, lane: Lane): Promise<void> {
    lane.state = 'running';
    this.#running += 1;
    lane.isWoken = false;
    let outcome: RunOutcome | null = null;
    try {
      outcome = await this.#work.run(correspondentId);
    } catch (error) {
      this.#work.failed(correspondentId, error);
    }
    if (outcome?.kind === 'rest' && lane.isWoken) outcome = { kind: 'rest', delayMs: 0 };
    this.#finish(correspondentId, lane, outcome);
  }

  /** Asks for more work and becomes idle without an await in between: a message can not fall into the gap. */
  #finish(correspondentId: string, lane: Lane, outcome: RunOutcome | null): void {
    this.#running -= 1;
    if (this.#isStopped) {
      this.#lanes.delete(correspondentId);
      if (this.#running === 0) this.#whenIdle?.();
    } else {
      this.#goOn(correspondentId, lane, outcome);
      this.#startReady();
    }
    this.#options.slots.give();
    for (const ended of lane.whenEnded ?? []) ended();
    lane.whenEnded = null;
  }

  #goOn(correspondentId: string, lane: Lane, outcome: RunOutcome | null): void {
    if (outcome === null) {
      lane.state = 'resting';
      this.#wait(correspondentId, lane, REST_AFTER_DEFECT_MS);
    } else if (outcome.kind === 'rest') {
      lane.state = 'waking';
      if (outcome.delayMs === 0) this.#makeReady(correspondentId, lane);
      else if (outcome.delayMs !== null) this.#wait(correspondentId, lane, outcome.delayMs);
    } else if (outcome.kind === 'interrupted' || this.#work.hasWork(correspondentId)) {
      lane.state = 'gathering';
      lane.since = outcome.kind === 'interrupted' ? outcome.since : this.#options.clock.now();
      this.#gather(correspondentId, lane);
    } else {
      this.#lanes.delete(correspondentId);
    }
  }
}
