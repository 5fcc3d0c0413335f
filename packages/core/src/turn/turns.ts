import type { Random } from '../contracts/random.ts';
import type { Lease, Store } from '../contracts/store.ts';
import { TurnLoop } from './turn-loop.ts';
import { type TurnContext, TurnRunner } from './turn-runner.ts';

/** Waiting for the end of a burst, by behavior profile. */
const BURST = {
  natural: { quietMs: 1_200, maxWaitMs: 8_000 },
  instant: { quietMs: 0, maxWaitMs: 0 },
} as const;

const MAX_CONCURRENT = 8;

/** What the turns of a bot work with; the rest is found here. */
export type TurnsContext = Omit<TurnContext, 'botSecret' | 'signal'>;

/** The turns of one running bot: what an earlier run left open first, then as messages come. */
export class Turns {
  readonly #runner: TurnRunner;
  readonly #loop: TurnLoop;
  readonly #stopModel: AbortController;

  private constructor(runner: TurnRunner, loop: TurnLoop, stopModel: AbortController) {
    this.#runner = runner;
    this.#loop = loop;
    this.#stopModel = stopModel;
  }

  /** Takes up what the store says is open, and what is waiting in the queue. */
  static async start(context: TurnsContext): Promise<Turns> {
    const { store, lease, random, clock, configuration, queue } = context;
    const stopModel = new AbortController();
    const runner = new TurnRunner(
      { ...context, botSecret: await botSecret(store, lease, random), signal: stopModel.signal },
      await store.turns.open(configuration.user_id),
    );
    const loop = new TurnLoop(
      {
        hasWork: (correspondentId) => runner.hasWork(correspondentId),
        run: (correspondentId) => runner.run(correspondentId),
        failed: (correspondentId, error) => context.failed(correspondentId, error),
      },
      { clock, ...BURST[configuration.behavior.profile], maxConcurrent: MAX_CONCURRENT },
    );
    const left = new Set([...runner.openCorrespondents(), ...queue.waitingCorrespondents()]);
    for (const correspondentId of left) loop.notify(correspondentId);
    return new Turns(runner, loop, stopModel);
  }

  /** Whether the model is asked no more until the bot is started anew. */
  get isSuspended(): boolean {
    return this.#runner.isSuspended;
  }

  /** A message came in that wants an answer. */
  notify(correspondentId: string): void {
    this.#loop.notify(correspondentId);
  }

  /** Begins no more turns; resolves when those under way have ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Ends calls to the model; their turns stay planned for the next start. */
  abort(): void {
    this.#stopModel.abort();
  }
}

const SECRET_KEY = 'message-id-secret';

/** The secret behind the bot's message ids, made once and kept: a repeated send after a restart has the same id. */
async function botSecret(store: Store, lease: Lease, random: Random): Promise<string> {
  const secrets = store.credentials(lease.userId, 'core', lease);
  const kept = (await secrets.get([SECRET_KEY])).get(SECRET_KEY);
  if (kept !== undefined) return kept;
  const made = random.hex(32);
  await secrets.set(new Map([[SECRET_KEY, made]]));
  return made;
}
