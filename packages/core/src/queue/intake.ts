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
export type Verdict =
  | { state: 'waiting'; reason: null }
  | { state: 'collected'; reason: string }
  /** As if the bot were not in this chat: it is not even recorded. */
  | { state: 'ignored' };

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
    const wanted: NewMessage[] = [];
    for (const message of messages) {
      const verdict = this.#context.verdictOn(message);
      if (verdict.state === 'ignored' || (await this.#isEcho(message))) continue;
      wanted.push(this.#toNew(message, verdict));
    }
    if (wanted.length === 0) return;
    const { store, lease } = this.#context;
    const recorded = await store.messages.accept(lease, wanted);
    // From here on the messages are durable, so nothing may make the platform believe that they were not taken.
    for (const [index, message] of recorded.entries()) {
      if (message !== null) await this.#enter((wanted[index] as NewMessage).chat, message);
    }
  }

  /** The platform shows the bot's own messages again as the owner's. */
  async #isEcho(message: IncomingMessage): Promise<boolean> {
    if (message.source !== 'user_outgoing') return false;
    const { store, lease } = this.#context;
    return (await store.turns.sentText(lease.userId, message.providerMessageId)) !== null;
  }

  #toNew(message: IncomingMessage, verdict: Exclude<Verdict, { state: 'ignored' }>): NewMessage {
    return {
      chat: message.chat,
      sender: partyOf(message.sender),
      source: message.source,
      origin: message.origin,
      content: truncate(message.content, MAX_BODY_CHARACTERS),
      providerMessageId: message.providerMessageId,
      acceptedTime: this.#context.clock.now(),
      originatingTime: message.originatingTime,
      ...(message.source === 'user' ? verdict : { state: 'said', reason: null }),
    };
  }

  async #enter(chat: Chat, message: StoredMessage): Promise<void> {
    const { queue, clock } = this.#context;
    if (message.id !== null) {
      const evictions = queue.add({ ...message, id: message.id }, clock.now());
      await this.settle(evictions);
    }
    if (message.source === 'user_outgoing') await this.#ownerTookOver(message);
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

  /** What the owner answered by hand needs no answer of the bot; it becomes part of the conversation. */
  async #ownerTookOver({ correspondentId, origin, originatingTime }: StoredMessage): Promise<void> {
    if (origin === 'history') return;
    const { store, lease, queue } = this.#context;
    const answered = queue
      .messages(correspondentId)
      .filter((message) => isNotNewer(message.originatingTime, originatingTime));
    const ids = answered.map((message) => message.id);
    if (ids.length === 0) return;
    queue.remove(correspondentId, ids);
    await store.messages
      .settle(lease, [{ correspondentId, ids, state: 'answered', reason: 'owner' }])
      .catch((error: unknown) => this.#context.failed(error));
  }
}

/** Without a time there is only the order in which the messages came. */
function isNotNewer(time: number | null, than: number | null): boolean {
  return time === null || than === null || time <= than;
}
