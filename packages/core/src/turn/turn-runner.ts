import type { UserConfiguration } from '../configuration/user-configuration.ts';
import type { PromptSource } from '../context/prompt-source.ts';
import type { ChatProvider } from '../contracts/chat-provider.ts';
import type { Clock } from '../contracts/clock.ts';
import { ImposterError } from '../contracts/errors.ts';
import type { TurnStage } from '../contracts/events.ts';
import { LlmError, type LlmModel, type LlmResult } from '../contracts/llm-provider.ts';
import type { Chat } from '../contracts/message.ts';
import type { Random } from '../contracts/random.ts';
import type { Decision, Lease, Store, StoredMessage, Turn } from '../contracts/store.ts';
import type { QueuedMessage } from '../queue/correspondent-queue.ts';
import type { UserQueue } from '../queue/user-queue.ts';
import { type Announcement, turnOf } from './announcement.ts';
import type { Breaker } from './breaker.ts';
import { decisionOf, nothingToSay } from './decision.ts';
import { dropTurn } from './drop-turn.ts';
import { generate } from './generate.ts';
import { isStale, outcomeOf } from './llm-policy.ts';
import { OpenTurns } from './open-turns.ts';
import type { Outbox } from './outbox.ts';
import { persist } from './persist.ts';
import { deathsOf, Suspects } from './suspects.ts';
import { Thought } from './thought.ts';
import { newTurnId, partDigest } from './turn-id.ts';
import type { RunOutcome } from './turn-loop.ts';
import type { TurnWrites } from './turn-writes.ts';

/** A turn that was begun this often without an end is parked. */
const MAX_ATTEMPTS = 3;

/** What turns work with. */
export interface TurnContext {
  configuration: UserConfiguration;
  provider: ChatProvider;
  /** Null when its key is missing: answers that were decided before are sent all the same. */
  model: LlmModel | null;
  maxRetries: number;
  breaker: Breaker;
  store: Store;
  lease: Lease;
  writes: TurnWrites;
  queue: UserQueue;
  prompts: PromptSource;
  outbox: Outbox;
  clock: Clock;
  random: Random;
  /** Keys the message ids of this bot. */
  botSecret: string;
  /** Aborted when the bot stops. */
  stopped: AbortSignal;
  /** The chat of a contact. */
  chatOf(correspondentId: string): Chat;
  /** Lets a contact be run again whose turn rests until something changes. */
  wake(correspondentId: string): void;
  /** Whether the configuration allows an answer there now. */
  mayReply(chat: Chat): boolean;
  /** The model failed; the material stays. */
  llmFailed(correspondentId: string, error: LlmError): void;
  /** The model answered: what was wrong with it before is mended. */
  llmAnswered(): void;
  /** A turn went on or ended. */
  turned(turn: Turn, stage: TurnStage): void;
  /** Messages were dealt with and belong to the conversation now. */
  joined(chat: Chat, messages: readonly QueuedMessage[]): void;
  /** Every part of an answer has reached the platform. */
  answered(correspondentId: string): void;
  /** A turn was given up, or threw. */
  failed(correspondentId: string, error: unknown): void;
}

/** An answer that could not be sent although there is a connection rests this long. */
const RESEND_MS = 5_000;

const DONE: RunOutcome = { kind: 'done' };

/** One answer from the first write to the last acknowledgement; what a crash left open is taken up where it was. */
export class TurnRunner {
  readonly #context: TurnContext;
  readonly #open: OpenTurns;
  readonly #suspects: Suspects;
  readonly #thoughts = new Map<string, Thought>();
  /** Contacts whose turn ran out of tries. */
  readonly #exhausted = new Set<string>();
  /** What has left the queue, and is not in the conversation so far. */
  readonly #leaving = new Map<string, readonly QueuedMessage[]>();
  /** Contacts whose turn is to end without a further step. */
  readonly #cancelled = new Set<string>();
  #isSuspended: boolean;

  /** `open`: turns that an earlier run of the bot did not end. */
  constructor(context: TurnContext, open: readonly Turn[]) {
    this.#context = context;
    // Who may be what kills the process comes last.
    this.#open = new OpenTurns([...open].sort((one, other) => deathsOf(one) - deathsOf(other)));
    this.#suspects = new Suspects(open, (correspondentId) => context.wake(correspondentId));
    this.#isSuspended = context.model === null;
  }

  /** Whether the model is asked no more until the bot is started anew. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Contacts whose turn is open, or is just being planned. */
  openCorrespondents(): string[] {
    return [...new Set([...this.#open.correspondents(), ...this.#thoughts.keys()])];
  }

  hasWork(correspondentId: string): boolean {
    if (this.#cancelled.has(correspondentId)) return false;
    if (this.#open.get(correspondentId)?.state === 'decided') return true;
    return !this.#isSuspended && this.#context.queue.isWaiting(correspondentId);
  }

  /**
   * Newer input came: a model that is still thinking is asked again, with it. A turn that was begun before without an
   * end stays as it is, so that what comes now is not parked with it.
   */
  interrupt(correspondentId: string): void {
    if ((this.#open.get(correspondentId)?.attempts ?? 0) > 1) return;
    const newest = this.#context.queue.newest(correspondentId);
    if (newest === undefined) return;
    this.#thoughts.get(correspondentId)?.supersede(newest.id, this.#context.clock.now());
  }

  /** Ends calls to the model; their turns stay planned for the next start. */
  abort(): void {
    for (const thought of this.#thoughts.values()) thought.call.end();
  }

  /** Lets the turn of a contact end before its next step; {@link drop} or {@link resume} is called when it has ended. */
  cancel(correspondentId: string): void {
    this.#cancelled.add(correspondentId);
    this.#context.outbox.endWait(correspondentId);
    this.#thoughts.get(correspondentId)?.call.end();
  }

  /** Ends a turn that was cancelled, so that nothing more comes of it after a restart either. */
  async drop(correspondentId: string, reason: string): Promise<void> {
    try {
      for (let turn = this.#open.get(correspondentId); turn; turn = this.#open.get(correspondentId)) {
        await dropTurn(turn, reason, this.#context.writes);
        this.#open.delete(correspondentId);
        this.#context.turned({ ...turn, reason }, 'dropped');
      }
      this.#thoughts.delete(correspondentId);
    } finally {
      this.resume(correspondentId);
    }
  }

  /** The message id of a part of a turn. */
  messageIdOf(turnId: string, index: number): string {
    const { provider, botSecret } = this.#context;
    return provider.messageIdFrom(partDigest(botSecret, turnId, index));
  }

  /** Has something said, after all that was decided for its contact, whose turn was cancelled. Resolves when it is durable. */
  async announce(announcement: Announcement): Promise<void> {
    const { writes, clock } = this.#context;
    const messageId = this.messageIdOf(announcement.turnId, 0);
    const turn = turnOf(announcement, { messageId, plannedTime: clock.now() });
    await writes.plan(turn);
    this.#open.set(turn);
  }

  /** Two contacts became one in the store while their turns, which were cancelled, had ended. */
  merge(from: string, into: string): void {
    this.#open.merge(from, into);
    this.#thoughts.delete(from);
    this.#exhausted.delete(from);
  }

  /** Lets a turn that was cancelled, and was neither dropped nor merged, go on. */
  resume(correspondentId: string): void {
    this.#cancelled.delete(correspondentId);
  }

  /** The owner wrote: a model that thinks about what the owner has answered need not go on. */
  ownerAnswered(correspondentId: string): void {
    if (!this.#context.queue.isWaiting(correspondentId)) this.#thoughts.get(correspondentId)?.call.end();
  }

  /** A message says something else, or was deleted: a model that thinks about it does so again, with what is left. */
  revised({ correspondentId, id, content, quoted, reason }: StoredMessage): void {
    const leaving = this.#leaving.get(correspondentId)?.find((message) => message.id === id);
    if (leaving !== undefined) Object.assign(leaving, { content, quoted });
    const thought = this.#thoughts.get(correspondentId);
    if (thought === undefined || id === null || !thought.isAbout(id)) return;
    if (reason === 'deleted') thought.lose();
    else thought.reconsider(this.#context.clock.now());
  }

  async run(correspondentId: string): Promise<RunOutcome> {
    const open = this.#open.get(correspondentId);
    if (open === undefined || !this.#suspects.has(open)) return this.#run(correspondentId);
    if (!this.#suspects.enter(open)) return { kind: 'rest', delayMs: null };
    try {
      return await this.#run(correspondentId);
    } finally {
      this.#suspects.leave();
    }
  }

  async #run(correspondentId: string): Promise<RunOutcome> {
    if (this.#cancelled.has(correspondentId)) return DONE;
    const left = this.#open.get(correspondentId);
    if (left?.state === 'decided') return this.#deliver(left);
    if (this.#isSuspended) return DONE;
    const { queue, breaker } = this.#context;
    const pending = queue.messages(correspondentId);
    const chat = this.#context.chatOf(correspondentId);
    if (!queue.isWaiting(correspondentId) || !this.#context.mayReply(chat)) {
      return this.#abandon(correspondentId, pending, left);
    }
    if (this.#isStale(correspondentId, pending)) return this.#skip(chat, pending, left);
    if (breaker.waitMs > 0) {
      this.#exhausted.add(correspondentId);
      return { kind: 'rest', delayMs: breaker.waitMs };
    }
    if (left !== undefined && !isAboutAny(left, pending)) {
      // What it was about is gone: its id and its attempts are not for other messages.
      const isStored = await this.#decide(nothingToSay(left, 'nothing_to_answer'));
      return isStored ? this.#run(correspondentId) : DONE;
    }
    if (left !== undefined && left.attempts >= MAX_ATTEMPTS) return this.#park(left);
    const asked = belongingTo(left, pending);
    return this.#think(await this.#plan(correspondentId, asked, left), chat, asked);
  }

  /** Nothing is left to answer, or it may not be answered any more. */
  async #abandon(
    correspondentId: string,
    pending: readonly QueuedMessage[],
    left: Turn | undefined,
  ): Promise<RunOutcome> {
    const { store, lease, queue } = this.#context;
    const waiting = pending.filter((message) => message.state === 'waiting');
    if (waiting.length > 0) {
      const ids = waiting.map((message) => message.id);
      await store.messages.settle(lease, [{ correspondentId, ids, state: 'collected', reason: 'whitelist' }]);
      queue.collect(correspondentId, ids);
    }
    if (left !== undefined) await this.#decide(nothingToSay(left, 'nothing_to_answer'));
    return DONE;
  }

  /** Counts the attempt before the work. */
  async #plan(
    correspondentId: string,
    pending: readonly QueuedMessage[],
    left: Turn | undefined,
  ): Promise<Turn> {
    const { writes, clock, random } = this.#context;
    const messageIds = pending.map((message) => message.id);
    const turn: Turn = {
      turnId: left?.turnId ?? newTurnId(random),
      correspondentId,
      messageIds,
      state: 'planned',
      attempts: (left?.attempts ?? 0) + 1,
      plannedTime: clock.now(),
      parts: [],
      reason: null,
      usage: null,
    };
    // From here on newer input is heard, also while the plan is being stored.
    this.#begin(correspondentId, pending);
    try {
      await writes.plan(turn);
    } catch (error) {
      this.#thoughts.delete(correspondentId);
      throw error;
    }
    this.#open.set(turn);
    this.#context.turned(turn, 'thinking');
    return turn;
  }

  async #park(turn: Turn): Promise<RunOutcome> {
    const { store, lease, queue } = this.#context;
    const reason = `was begun ${turn.attempts} times without an end`;
    await store.turns.park(lease, turn.turnId, reason);
    this.#open.delete(turn.correspondentId);
    this.#thoughts.delete(turn.correspondentId);
    this.#exhausted.delete(turn.correspondentId);
    queue.remove(turn.correspondentId, turn.messageIds);
    this.#context.turned({ ...turn, reason }, 'parked');
    this.#context.failed(turn.correspondentId, new Error(`The messages are parked: their turn ${reason}.`));
    return DONE;
  }

  async #think(turn: Turn, chat: Chat, pending: readonly QueuedMessage[], share = 1): Promise<RunOutcome> {
    const { correspondentId } = turn;
    const thought = this.#thoughts.get(correspondentId) ?? this.#begin(correspondentId, pending);
    const { prompts, model } = this.#context;
    let result: LlmResult;
    try {
      if (model === null) throw new LlmError('auth', 'There is no model to ask.');
      const request = await prompts.requestFor(chat, pending, { share });
      const { maxRetries, breaker, clock, random } = this.#context;
      const { spending } = thought;
      result = await generate(model, request, thought.call, { maxRetries, breaker, clock, random, spending });
    } catch (error) {
      if (error instanceof LlmError) return this.#modelFailed(turn, pending, { chat, thought, error, share });
      // A store that is away is no reason to park a message one day.
      if (ImposterError.is(error)) this.#open.set(uncounted(turn));
      this.#thoughts.delete(correspondentId);
      throw error;
    }
    if (thought.isSuperseded) return this.#interrupted(turn, thought);
    this.#thoughts.delete(correspondentId);
    if (!this.#isSuspended) this.#context.llmAnswered();
    const { usage } = thought.spending;
    const decision = this.#isStillAsked(turn)
      ? { ...this.#decisionOf(turn, result), usage }
      : { ...nothingToSay(turn, 'answered_meanwhile'), usage };
    if (!(await this.#decide(decision))) return DONE;
    const decided = this.#open.get(correspondentId);
    return decided === undefined ? DONE : this.#deliver(decided);
  }

  /** The thought of a turn that is begun, for the first time or again. */
  #begin(correspondentId: string, pending: readonly QueuedMessage[]): Thought {
    const thought = this.#thoughts.get(correspondentId) ?? new Thought(this.#context.clock.now());
    thought.begin(pending.map(({ id }) => id));
    if (this.#context.stopped.aborted || this.#cancelled.has(correspondentId)) thought.call.end();
    this.#thoughts.set(correspondentId, thought);
    return thought;
  }

  /** The next run of the turn takes the newer input in. */
  async #interrupted(turn: Turn, thought: Thought): Promise<RunOutcome> {
    await this.#uncount(turn);
    return { kind: 'interrupted', since: thought.since };
  }

  /** Whether the owner has left something of it to the bot. */
  #isStillAsked({ correspondentId, messageIds }: Turn): boolean {
    return this.#context.queue.holdsAny(correspondentId, messageIds);
  }

  async #modelFailed(
    turn: Turn,
    pending: readonly QueuedMessage[],
    { chat, thought, error, share }: { chat: Chat; thought: Thought; error: LlmError; share: number },
  ): Promise<RunOutcome> {
    const { correspondentId } = turn;
    if (thought.isSuperseded) return this.#interrupted(turn, thought);
    this.#thoughts.delete(correspondentId);
    const outcome = outcomeOf(error, { waitMs: this.#context.breaker.waitMs, isShort: share < 1 });
    if (outcome.kind === 'shorter') return this.#think(turn, chat, pending, share / 2);
    await this.#uncount(turn);
    // Stopped in the middle: the planned turn is taken up at the next start, or dropped by whoever cancelled it.
    if (this.#context.stopped.aborted || this.#cancelled.has(correspondentId)) return DONE;
    // The owner was faster.
    if (thought.call.isEnded) return this.#abandon(correspondentId, [], uncounted(turn));
    if (error.kind !== 'aborted') this.#context.llmFailed(correspondentId, error);
    switch (outcome.kind) {
      case 'silence':
        await this.#decide({ ...nothingToSay(turn, outcome.reason), messageIds: turn.messageIds });
        return DONE;
      case 'later':
        this.#exhausted.add(correspondentId);
        if (this.#isStale(correspondentId, pending)) return this.#skip(chat, pending, turn);
        return { kind: 'rest', delayMs: outcome.delayMs };
      case 'suspend':
        this.#isSuspended = true;
        return DONE;
    }
  }

  /** Attempts count deaths of the process, not failures of the model, newer input or an orderly stop. */
  async #uncount(turn: Turn): Promise<void> {
    this.#open.set(uncounted(turn));
    await this.#context.writes.plan(uncounted(turn));
  }

  /** Whether the tries of a turn ran out, and its question has become too old meanwhile. */
  #isStale(correspondentId: string, pending: readonly QueuedMessage[]): boolean {
    if (pending.length === 0 || !this.#exhausted.has(correspondentId)) return false;
    const now = this.#context.clock.now();
    // After a merge the last of them is not always the newest.
    return pending.every(({ acceptedTime }) => isStale(acceptedTime, now));
  }

  async #skip(chat: Chat, pending: readonly QueuedMessage[], turn: Turn | undefined): Promise<RunOutcome> {
    const { store, lease } = this.#context;
    const correspondentId = chat.identifier;
    const asked = pending.map((message) => message.id);
    const skipped = this.#take(correspondentId, asked);
    const ids = skipped.map((message) => message.id);
    const settlement = { correspondentId, ids, state: 'skipped' as const, reason: 'stale' };
    const write = () => store.messages.settle(lease, [settlement]);
    if (!(await persist(write, correspondentId, this.#context))) return DONE;
    this.#exhausted.delete(correspondentId);
    this.#join(chat, skipped);
    if (turn !== undefined) await this.#decide(nothingToSay(turn, 'stale'));
    return DONE;
  }

  #decisionOf(turn: Turn, result: LlmResult): Decision {
    return decisionOf(turn, result, {
      ownNames: [this.#context.configuration.user_id],
      messageIdOf: (index) => this.messageIdOf(turn.turnId, index),
    });
  }

  /** What was decided is stored before anything follows from it. False when the bot stops and it could not be. */
  async #decide(decision: Decision): Promise<boolean> {
    const { writes } = this.#context;
    const { correspondentId, messageIds } = decision;
    const dealtWith = this.#take(correspondentId, messageIds);
    if (!(await persist(() => writes.decide(decision), correspondentId, this.#context))) return false;
    this.#exhausted.delete(correspondentId);
    this.#thoughts.delete(correspondentId);
    this.#join(this.#context.chatOf(correspondentId), dealtWith);
    this.#decided(decision);
    return true;
  }

  #decided({ correspondentId, parts, reason, usage }: Decision): void {
    const turn = this.#open.get(correspondentId);
    if (turn === undefined) return;
    const decided: Turn = { ...turn, state: 'decided', parts, reason, usage: usage ?? turn.usage };
    if (parts.length === 0) this.#open.delete(correspondentId);
    else this.#open.set(decided);
    this.#context.turned(decided, parts.length > 0 ? 'decided' : reason === 'stale' ? 'skipped' : 'silent');
  }

  /** Takes messages out of the queue before they are stored as dealt with: no limit pushes them out meanwhile. */
  #take(correspondentId: string, ids: readonly number[]): QueuedMessage[] {
    const taken = this.#context.queue.remove(correspondentId, ids);
    this.#leaving.set(correspondentId, taken);
    return taken;
  }

  #join(chat: Chat, taken: readonly QueuedMessage[]): void {
    this.#leaving.delete(chat.identifier);
    this.#context.joined(chat, taken);
  }

  /** What cannot be sent now rests, until it is woken or it is its turn: it must not take the place of others. */
  async #deliver(turn: Turn): Promise<RunOutcome> {
    const { correspondentId } = turn;
    const { outbox } = this.#context;
    const isCancelled = () => this.#cancelled.has(correspondentId);
    const outcome = await outbox.send(turn, this.#context.chatOf(correspondentId), isCancelled);
    const { parts } = outcome;
    if (outcome.kind === 'over') {
      this.#open.delete(correspondentId);
      this.#delivered({ ...turn, parts });
      return DONE;
    }
    this.#open.set({ ...turn, parts });
    if (outcome.kind === 'stopped') return DONE;
    if (outcome.kind === 'paced') return { kind: 'rest', delayMs: outcome.waitMs };
    // A session that lost its connection says so; one that only could not send is tried again.
    return { kind: 'rest', delayMs: outbox.maySend ? RESEND_MS : null };
  }

  #delivered(turn: Turn): void {
    const failed = turn.parts.find(({ state }) => state !== 'acked');
    if (failed === undefined) {
      this.#context.turned(turn, 'answered');
      this.#context.answered(turn.correspondentId);
    } else {
      this.#context.turned({ ...turn, reason: failed.lastError ?? failed.state }, 'failed');
    }
  }
}

/** What an earlier attempt was about is tried alone: if it is poison, what came since must not be parked with it. */
function belongingTo(left: Turn | undefined, pending: readonly QueuedMessage[]): readonly QueuedMessage[] {
  if (left === undefined || left.attempts === 0) return pending;
  return pending.filter(({ id }) => left.messageIds.includes(id));
}

function isAboutAny({ messageIds }: Turn, pending: readonly QueuedMessage[]): boolean {
  return pending.some(({ id }) => messageIds.includes(id));
}

function uncounted(turn: Turn): Turn {
  return { ...turn, attempts: turn.attempts - 1 };
}
