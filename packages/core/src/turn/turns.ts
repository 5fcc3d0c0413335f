import type { Random } from '../contracts/random.ts';
import type { Lease, Store, StoredMessage, Turn } from '../contracts/store.ts';
import type { Announcement } from './announcement.ts';
import { Breaker } from './breaker.ts';
import { TurnLoop } from './turn-loop.ts';
import { type TurnContext, TurnRunner } from './turn-runner.ts';
import type { TurnSlots } from './turn-slots.ts';

/** Waiting for the end of a burst, by behavior profile. */
const BURST = {
  natural: { quietMs: 1_200, maxWaitMs: 8_000 },
  instant: { quietMs: 0, maxWaitMs: 0 },
} as const;

/** What the turns of a bot work with; the rest is found here. */
export interface TurnsContext extends Omit<TurnContext, 'botSecret' | 'stopped' | 'breaker' | 'wake'> {
  /** Turns of this bot at the same time. */
  maxConcurrent: number;
  /** The turns of all bots share these. */
  slots: TurnSlots;
}

/** What the store holds of the turns of a bot. */
export interface TurnsLeft {
  /** Keys the message ids of the bot. */
  botSecret: string;
  /** Turns that an earlier run did not end. */
  open: readonly Turn[];
}

/** Reads what an earlier run of the bot left. */
export async function readTurnsLeft(store: Store, lease: Lease, random: Random): Promise<TurnsLeft> {
  return { botSecret: await botSecretOf(store, lease, random), open: await store.turns.open(lease.userId) };
}

/** The turns of one running bot: what an earlier run left open first, then as messages come. */
export class Turns {
  readonly #runner: TurnRunner;
  readonly #loop: TurnLoop;
  readonly #stopped = new AbortController();

  /** Takes up what is open, and what is waiting in the queue. */
  constructor(context: TurnsContext, { botSecret, open }: TurnsLeft) {
    const { clock, configuration, queue, maxConcurrent, slots } = context;
    const stopped = this.#stopped.signal;
    const breaker = new Breaker(clock, () => this.#loop.wake());
    const wake = (correspondentId: string) => this.#loop.wakeOne(correspondentId);
    const runner = new TurnRunner({ ...context, botSecret, stopped, breaker, wake }, open);
    this.#runner = runner;
    this.#loop = new TurnLoop(
      {
        hasWork: (correspondentId) => runner.hasWork(correspondentId),
        run: (correspondentId) => runner.run(correspondentId),
        interrupt: (correspondentId) => runner.interrupt(correspondentId),
        failed: (correspondentId, error) => context.failed(correspondentId, error),
      },
      { clock, ...BURST[configuration.behavior.profile], maxConcurrent, slots },
    );
    const left = new Set([...runner.openCorrespondents(), ...queue.waitingCorrespondents()]);
    for (const correspondentId of left) this.#loop.notify(correspondentId);
  }

  /** Whether the model is asked no more until the bot is started anew. */
  get isSuspended(): boolean {
    return this.#runner.isSuspended;
  }

  /** A message came in that wants an answer. */
  notify(correspondentId: string): void {
    this.#loop.notify(correspondentId);
  }

  /** The connection is back: answers that wait for it are sent. */
  connected(): void {
    this.#loop.wake();
  }

  /** The owner wrote, and may have answered what a turn is about. */
  ownerWrote(correspondentId: string): void {
    this.#runner.ownerAnswered(correspondentId);
  }

  /** The writer changed or deleted a message, which a turn may be about. */
  revised(message: StoredMessage): void {
    this.#runner.revised(message);
  }

  /** Contacts whose turn is open. */
  openCorrespondents(): string[] {
    return this.#runner.openCorrespondents();
  }

  /** Ends the turn of a contact, wherever it is. When this has resolved, nothing more of it is sent. */
  async cancel(correspondentId: string, reason: string): Promise<void> {
    this.#runner.cancel(correspondentId);
    await this.#loop.forget(correspondentId);
    await this.#runner.drop(correspondentId, reason);
    if (this.#runner.hasWork(correspondentId)) this.#loop.notify(correspondentId);
  }

  /**
   * Lets two contacts become one: their turns rest while `merge` does it, in the store and in the queue. Then what `from`
   * had decided is sent to `into`, and all that waits is thought about there. When it rejects, both go on as before.
   */
  async merging(from: string, into: string, merge: () => Promise<void>): Promise<void> {
    await this.#whileResting([from, into], async () => {
      await merge();
      this.#runner.merge(from, into);
    });
  }

  /** The message id of what is said by {@link say}. */
  messageIdOf(turnId: string): string {
    return this.#runner.messageIdOf(turnId, 0);
  }

  /** Says something that answers no message. Resolves when it is durable; a model that is thinking is asked again. */
  async say(announcement: Announcement): Promise<void> {
    await this.#whileResting([announcement.correspondentId], () => this.#runner.announce(announcement));
  }

  /** Begins no more turns; resolves when those under way have ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Ends calls to the model; their turns stay planned for the next start. */
  abort(): void {
    this.#stopped.abort();
    this.#runner.abort();
  }

  /** Does something to the turns of contacts while none is under way. Not for overlapping calls about one contact. */
  async #whileResting(contacts: readonly string[], act: () => Promise<void>): Promise<void> {
    try {
      for (const correspondentId of contacts) {
        this.#runner.cancel(correspondentId);
        await this.#loop.forget(correspondentId);
      }
      await act();
    } finally {
      for (const correspondentId of contacts) {
        this.#runner.resume(correspondentId);
        if (this.#runner.hasWork(correspondentId)) this.#loop.notify(correspondentId);
      }
    }
  }
}

const SECRET_KEY = 'message-id-secret';

/** The secret behind the bot's message ids, made once and kept: a repeated send after a restart has the same id. */
async function botSecretOf(store: Store, lease: Lease, random: Random): Promise<string> {
  const secrets = store.credentials(lease.userId, 'core', lease);
  const kept = (await secrets.get([SECRET_KEY])).get(SECRET_KEY);
  if (kept !== undefined) return kept;
  const made = random.hex(32);
  await secrets.set(new Map([[SECRET_KEY, made]]));
  return made;
}
