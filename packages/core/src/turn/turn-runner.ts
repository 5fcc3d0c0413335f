import type { UserConfiguration } from '../configuration/user-configuration.ts';
import type { PromptSource } from '../context/prompt-source.ts';
import type { ChatProvider } from '../contracts/chat-provider.ts';
import type { Clock } from '../contracts/clock.ts';
import { ImposterError } from '../contracts/errors.ts';
import { LlmError, type LlmModel, type LlmResult } from '../contracts/llm-provider.ts';
import type { Chat } from '../contracts/message.ts';
import type { Random } from '../contracts/random.ts';
import type { Decision, Lease, Store, Turn } from '../contracts/store.ts';
import type { QueuedMessage } from '../queue/correspondent-queue.ts';
import type { UserQueue } from '../queue/user-queue.ts';
import { generate } from './generate.ts';
import { outcomeOf } from './llm-policy.ts';
import type { Outbox } from './outbox.ts';
import { persist } from './persist.ts';
import { splitReply } from './reply.ts';
import { partDigest, turnIdOf } from './turn-id.ts';

/** A turn that was begun this often without an end is parked. */
const MAX_ATTEMPTS = 3;

/** What turns work with. */
export interface TurnContext {
  configuration: UserConfiguration;
  provider: ChatProvider;
  model: LlmModel;
  maxRetries: number;
  store: Store;
  lease: Lease;
  queue: UserQueue;
  prompts: PromptSource;
  outbox: Outbox;
  clock: Clock;
  random: Random;
  /** Keys the message ids of this bot. */
  botSecret: string;
  /** Aborts calls to the model. */
  signal: AbortSignal;
  /** The chat of a contact. */
  chatOf(correspondentId: string): Chat;
  /** Whether the configuration allows an answer there now. */
  mayReply(chat: Chat): boolean;
  /** The model failed; the material stays. */
  llmFailed(correspondentId: string, error: LlmError): void;
  /** The model answered: what was wrong with it before is mended. */
  llmAnswered(): void;
  /** A turn was given up, or threw. */
  failed(correspondentId: string, error: unknown): void;
}

/** When to try again, or null when the turn is dealt with. */
type Outcome = { againAfterMs: number } | null;

/** One answer from the first write to the last acknowledgement; what a crash left open is taken up where it was. */
export class TurnRunner {
  readonly #context: TurnContext;
  readonly #open: Map<string, Turn>;
  #isSuspended = false;

  /** `open`: turns that an earlier run of the bot did not end. */
  constructor(context: TurnContext, open: readonly Turn[]) {
    this.#context = context;
    this.#open = new Map(open.map((turn) => [turn.correspondentId, turn]));
  }

  /** Whether the model is asked no more until the bot is started anew. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Contacts whose turn was left open. */
  openCorrespondents(): string[] {
    return [...this.#open.keys()];
  }

  hasWork(correspondentId: string): boolean {
    if (this.#open.get(correspondentId)?.state === 'decided') return true;
    return !this.#isSuspended && this.#context.queue.isWaiting(correspondentId);
  }

  async run(correspondentId: string): Promise<Outcome> {
    const left = this.#open.get(correspondentId);
    if (left?.state === 'decided') {
      await this.#deliver(left);
      return null;
    }
    if (this.#isSuspended) return null;
    const pending = this.#context.queue.messages(correspondentId);
    const chat = this.#context.chatOf(correspondentId);
    if (!this.#context.mayReply(chat) || !this.#context.queue.isWaiting(correspondentId)) {
      return this.#abandon(correspondentId, pending, left);
    }
    const turn = await this.#plan(correspondentId, pending, left);
    return turn === null ? null : this.#think(turn, chat, pending);
  }

  /** Nothing is left to answer, or it may not be answered any more. */
  async #abandon(
    correspondentId: string,
    pending: readonly QueuedMessage[],
    left: Turn | undefined,
  ): Promise<null> {
    const { store, lease, queue } = this.#context;
    const waiting = pending.filter((message) => message.state === 'waiting');
    if (waiting.length > 0) {
      const ids = waiting.map((message) => message.id);
      await store.messages.settle(lease, [{ correspondentId, ids, state: 'collected', reason: 'whitelist' }]);
      queue.collect(correspondentId, ids);
    }
    if (left !== undefined) await this.#decide(nothingToSay(left, 'nothing_to_answer'));
    return null;
  }

  /** Counts the attempt before the work; null when there were too many. */
  async #plan(
    correspondentId: string,
    pending: readonly QueuedMessage[],
    left: Turn | undefined,
  ): Promise<Turn | null> {
    const { store, lease, clock, configuration } = this.#context;
    const messageIds = pending.map((message) => message.id);
    if (left !== undefined && left.attempts >= MAX_ATTEMPTS) {
      await this.#park(left);
      return null;
    }
    const turn: Turn = {
      turnId: left?.turnId ?? turnIdOf(configuration.user_id, correspondentId, messageIds),
      correspondentId,
      messageIds,
      state: 'planned',
      attempts: (left?.attempts ?? 0) + 1,
      plannedTime: left?.plannedTime ?? clock.now(),
      parts: [],
      reason: null,
    };
    await store.turns.plan(lease, [turn]);
    this.#open.set(correspondentId, turn);
    return turn;
  }

  async #park(turn: Turn): Promise<void> {
    const { store, lease, queue } = this.#context;
    const reason = `was begun ${turn.attempts} times without an end`;
    await store.turns.park(lease, turn.turnId, reason);
    this.#open.delete(turn.correspondentId);
    queue.remove(turn.correspondentId, turn.messageIds);
    this.#context.failed(turn.correspondentId, new Error(`The messages are parked: their turn ${reason}.`));
  }

  async #think(turn: Turn, chat: Chat, pending: readonly QueuedMessage[]): Promise<Outcome> {
    const { model, maxRetries, signal, clock, random, prompts } = this.#context;
    let result: LlmResult;
    try {
      const request = await prompts.requestFor(chat, pending);
      result = await generate(model, request, { maxRetries, signal, clock, random });
    } catch (error) {
      if (error instanceof LlmError) return this.#modelFailed(turn, pending, error);
      // A store that is away is no reason to park a message one day.
      if (ImposterError.is(error)) this.#open.set(turn.correspondentId, uncounted(turn));
      throw error;
    }
    if (!this.#isSuspended) this.#context.llmAnswered();
    const decision = this.#isStillAsked(turn)
      ? this.#decisionOf(turn, result)
      : nothingToSay(turn, 'answered_meanwhile');
    if (!(await this.#decide(decision))) return null;
    const decided = this.#open.get(turn.correspondentId);
    if (decided !== undefined) await this.#deliver(decided);
    return null;
  }

  /** Whether the owner has left something of it to the bot. */
  #isStillAsked({ correspondentId, messageIds }: Turn): boolean {
    const queued = new Set(this.#context.queue.messages(correspondentId).map(({ id }) => id));
    return messageIds.some((id) => queued.has(id));
  }

  async #modelFailed(turn: Turn, pending: readonly QueuedMessage[], error: LlmError): Promise<Outcome> {
    await this.#uncount(turn);
    // Stopped in the middle: the planned turn is taken up at the next start.
    if (error.kind === 'aborted') return null;
    this.#context.llmFailed(turn.correspondentId, error);
    const newest = pending.at(-1)?.acceptedTime ?? turn.plannedTime;
    const outcome = outcomeOf(error, this.#context.clock.now() - newest);
    switch (outcome.kind) {
      case 'silence':
        await this.#decide({ ...turn, parts: [], reason: outcome.reason });
        return null;
      case 'later':
        return { againAfterMs: outcome.delayMs };
      case 'stale':
        await this.#skip(turn);
        return null;
      case 'suspend':
        this.#isSuspended = true;
        return null;
    }
  }

  /** Attempts count deaths of the process, not failures of the model or an orderly stop. */
  async #uncount(turn: Turn): Promise<void> {
    this.#open.set(turn.correspondentId, uncounted(turn));
    await this.#context.store.turns.plan(this.#context.lease, [uncounted(turn)]);
  }

  async #skip(turn: Turn): Promise<void> {
    const { store, lease, queue } = this.#context;
    const { correspondentId, messageIds } = turn;
    await store.messages.settle(lease, [
      { correspondentId, ids: messageIds, state: 'skipped', reason: 'stale' },
    ]);
    queue.remove(correspondentId, messageIds);
    await this.#decide(nothingToSay(turn, 'stale'));
  }

  #decisionOf(turn: Turn, result: LlmResult): Decision {
    const { provider, botSecret, configuration } = this.#context;
    // Half a message is no message.
    const isWhole = result.kind === 'text' && result.finish !== 'length';
    const texts = isWhole ? splitReply(result.text, [configuration.user_id]) : [];
    const parts = texts.map((text, index) => ({
      messageId: provider.messageIdFrom(partDigest(botSecret, turn.turnId, index)),
      text,
      state: 'ready' as const,
      attempts: 0,
      lastError: null,
    }));
    const reason =
      parts.length > 0
        ? null
        : result.kind === 'refusal'
          ? 'refusal'
          : isWhole
            ? 'no_reply'
            : 'output_truncated';
    return {
      turnId: turn.turnId,
      correspondentId: turn.correspondentId,
      messageIds: turn.messageIds,
      parts,
      reason,
    };
  }

  /** What was decided is stored before anything follows from it. False when the bot stops and it could not be. */
  async #decide({ turnId, correspondentId, messageIds, parts, reason }: Decision): Promise<boolean> {
    const { store, lease, queue, clock, signal } = this.#context;
    const decision = { turnId, correspondentId, messageIds, parts, reason };
    const failed = (error: unknown) => this.#context.failed(correspondentId, error);
    if (!(await persist(() => store.turns.decide(lease, [decision]), { clock, signal, failed })))
      return false;
    queue.remove(correspondentId, messageIds);
    const turn = this.#open.get(correspondentId);
    if (turn === undefined || parts.length === 0) this.#open.delete(correspondentId);
    else this.#open.set(correspondentId, { ...turn, state: 'decided', parts });
    return true;
  }

  async #deliver(turn: Turn): Promise<void> {
    const chat = this.#context.chatOf(turn.correspondentId);
    const isOver = await this.#context.outbox.send(turn, chat);
    if (isOver) this.#open.delete(turn.correspondentId);
  }
}

function uncounted(turn: Turn): Turn {
  return { ...turn, attempts: turn.attempts - 1 };
}

/** The end of a turn whose messages are dealt with elsewhere. */
function nothingToSay({ turnId, correspondentId }: Turn, reason: string): Decision {
  return { turnId, correspondentId, messageIds: [], parts: [], reason };
}
