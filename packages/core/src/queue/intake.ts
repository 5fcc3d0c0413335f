import type { Clock } from '../contracts/clock.ts';
import type { Chat, IncomingMessage } from '../contracts/message.ts';
import { partyOf } from '../contracts/message.ts';
import type { Lease, NewMessage, Store, StoredMessage } from '../contracts/store.ts';
import { truncate } from '../limits.ts';
import type { Eviction } from './correspondent-queue.ts';
import type { UserQueue } from './user-queue.ts';

/** Longer bodies are cut before they are stored. */
const MAX_BODY_CHARACTERS = 64 * 1024;

/** Whether a message is to be answered, decided when it comes in. */
export type Verdict = { state: 'waiting'; reason: null } | { state: 'collected'; reason: string };

/** What the intake works with. */
export interface IntakeContext {
  store: Store;
  lease: Lease;
  queue: UserQueue;
  clock: Clock;
  verdictOn(message: IncomingMessage): Verdict;
  /** A message was stored and, if it is of that kind, queued. */
  accepted(chat: Chat, message: StoredMessage): void;
  evicted(eviction: Eviction): void;
  /** Something failed that does not keep the message from being accepted. */
  failed(error: unknown): void;
}

/** The one door for messages: records each once, queues it within the limits, and tells about it, in order. */
export class Intake {
  readonly #context: IntakeContext;
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: IntakeContext) {
    this.#context = context;
  }

  /** Resolves when the messages are durable; those that are known already are dropped. */
  accept(messages: readonly IncomingMessage[]): Promise<void> {
    const done = this.#last.then(() => this.#record(messages));
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when everything handed over so far has been dealt with. */
  async drain(): Promise<void> {
    await this.#last;
  }

  async #record(messages: readonly IncomingMessage[]): Promise<void> {
    const foreign: IncomingMessage[] = [];
    for (const message of messages) {
      if (!(await this.#isEcho(message))) foreign.push(message);
    }
    if (foreign.length === 0) return;
    const { store, lease } = this.#context;
    const recorded = await store.messages.accept(
      lease,
      foreign.map((message) => this.#toNew(message)),
    );
    for (const [index, message] of recorded.entries()) {
      if (message !== null) await this.#enter((foreign[index] as IncomingMessage).chat, message);
    }
  }

  /** The platform shows the bot's own messages again as the owner's. */
  async #isEcho(message: IncomingMessage): Promise<boolean> {
    if (message.source !== 'user_outgoing') return false;
    const { store, lease } = this.#context;
    return (await store.turns.sentText(lease.userId, message.providerMessageId)) !== null;
  }

  #toNew(message: IncomingMessage): NewMessage {
    const verdict =
      message.source === 'user'
        ? this.#context.verdictOn(message)
        : ({ state: 'said', reason: null } as const);
    return {
      chat: message.chat,
      sender: partyOf(message.sender),
      source: message.source,
      origin: message.origin,
      content: truncate(message.content, MAX_BODY_CHARACTERS),
      providerMessageId: message.providerMessageId,
      acceptedTime: this.#context.clock.now(),
      originatingTime: message.originatingTime,
      ...verdict,
    };
  }

  async #enter(chat: Chat, message: StoredMessage): Promise<void> {
    const { queue, clock } = this.#context;
    if (message.id !== null) {
      const evictions = queue.add({ ...message, id: message.id }, clock.now());
      await this.settle(evictions);
    }
    if (message.source === 'user_outgoing') await this.#ownerTookOver(message.correspondentId);
    this.#context.accepted(chat, message);
  }

  /** Records and tells what was evicted. */
  async settle(evictions: readonly Eviction[]): Promise<void> {
    if (evictions.length === 0) return;
    const { store, lease } = this.#context;
    const settlements = evictions.map(({ message, reason }) => ({
      correspondentId: message.correspondentId,
      ids: [message.id],
      state: 'evicted' as const,
      reason,
    }));
    // The new message is recorded already and must not be refused for this; loading the queue evicts again.
    await store.messages.settle(lease, settlements).catch((error: unknown) => this.#context.failed(error));
    for (const eviction of evictions) this.#context.evicted(eviction);
  }

  /** What the owner answers by hand needs no answer of the bot; it becomes part of the conversation. */
  async #ownerTookOver(correspondentId: string): Promise<void> {
    const { store, lease, queue } = this.#context;
    const ids = queue.messages(correspondentId).map((message) => message.id);
    if (ids.length === 0) return;
    await store.messages.settle(lease, [{ correspondentId, ids, state: 'answered', reason: 'owner' }]);
    queue.remove(correspondentId, ids);
  }
}
