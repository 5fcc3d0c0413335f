import type { Chat, Identity, IncomingMessage, Message } from '../contracts/message.ts';
import { partyOf } from '../contracts/message.ts';
import type { NewMessage, Settlement, StoredMessage } from '../contracts/store.ts';
import type { Verdict } from '../verdict.ts';
import { type Eviction, hasId, type QueuedMessage } from './correspondent-queue.ts';
import { Introductions, type IntroductionsContext } from './introductions.ts';
import { recordedBody, recordedQuote } from './recorded-text.ts';

/** What the intake works with. */
export interface IntakeContext extends Omit<IntroductionsContext, 'settleLeft' | 'evicted'> {
  /** Whether what looks like a message of the owner is the echo of what the bot has just sent. */
  isEcho(chat: Chat, text: string, messageId: string): boolean;
  verdictOn(message: Pick<IncomingMessage, 'chat' | 'origin'>): Verdict;
  /** A message was stored and, if it is of that kind, queued. */
  accepted(message: StoredMessage): void;
  evicted(eviction: Eviction): void;
  /** The owner wrote by hand; `answered` is what needs no answer of the bot any more. */
  ownerWrote(chat: Chat, message: StoredMessage, answered: readonly QueuedMessage[]): void;
  /** Messages of before the bot were added to a conversation. */
  historyAdded(chat: Chat): void;
  /** Something failed that does not keep the message from being accepted. */
  failed(error: unknown): void;
}

/** Messages that were handed over together, or something else that has its place between messages. */
interface Delivery {
  messages: readonly IncomingMessage[];
  /** Null for messages. */
  work: (() => Promise<void>) | null;
  accepted: () => void;
  refused: (error: unknown) => void;
}

/** The one door for messages: records each once, queues it within the limits, and tells about it, in order. */
export class Intake {
  readonly #context: IntakeContext;
  readonly #introductions: Introductions;
  readonly #waiting: Delivery[] = [];
  #working: Promise<void> | null = null;
  /** What could not be stored when it happened; it is stored with what comes next. */
  #unsettled: Settlement[] = [];

  constructor(context: IntakeContext) {
    this.#context = context;
    this.#introductions = new Introductions({
      ...context,
      settleLeft: () => this.record([]),
      evicted: (evictions) => this.settle(evictions),
    });
  }

  /** Resolves when the messages are durable; those that are known already are dropped. */
  accept(messages: readonly IncomingMessage[]): Promise<void> {
    return this.#deliver(messages, null);
  }

  /** Resolves when it is durable who known people and groups are; others are passed over. */
  contacts(identities: readonly Identity[]): Promise<void> {
    return this.inTurn(() => this.#introductions.contacts(identities));
  }

  /** Does something when all that came before is recorded, and before what comes after; settles as it does. */
  inTurn(work: () => Promise<void>): Promise<void> {
    return this.#deliver([], work);
  }

  /** Resolves when everything handed over so far has been dealt with. */
  async drain(): Promise<void> {
    await this.#working;
  }

  /**
   * Records what has left the queue.
   * @throws what the store threw; it is tried again with what comes next
   */
  async record(settlements: readonly Settlement[]): Promise<void> {
    const all = [...this.#unsettled, ...settlements];
    if (all.length === 0) return;
    const { store, lease } = this.#context;
    this.#unsettled = [];
    try {
      await store.messages.settle(lease, all);
    } catch (error) {
      this.#unsettled = [...all, ...this.#unsettled];
      throw error;
    }
  }

  /** Records and tells what was evicted, and records what could not be recorded before. */
  async settle(evictions: readonly Eviction[]): Promise<void> {
    await this.#settle(evictions.map(settlementOf));
    for (const eviction of evictions) this.#context.evicted(eviction);
  }

  #deliver(messages: readonly IncomingMessage[], work: Delivery['work']): Promise<void> {
    return new Promise((accepted, refused) => {
      this.#waiting.push({ messages, work, accepted, refused });
      this.#working ??= this.#work();
    });
  }

  /** What comes at the same moment, or while something is being recorded, is recorded together. */
  async #work(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#workOn(this.#takeNext());
    this.#working = null;
  }

  /** All messages up to something else, or that alone. */
  #takeNext(): Delivery[] {
    const end = this.#waiting.findIndex(({ work }) => work !== null);
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(end, 1));
  }

  /** What cannot be recorded is tried alone, so that it does not keep the rest from being recorded. */
  async #workOn(deliveries: readonly Delivery[]): Promise<void> {
    try {
      if (deliveries[0]?.work) await deliveries[0].work();
      else await this.#record(deliveries.flatMap(({ messages }) => messages));
      for (const { accepted } of deliveries) accepted();
    } catch (error) {
      if (deliveries.length === 1) deliveries[0]?.refused(error);
      else for (const delivery of deliveries) await this.#workOn([delivery]);
    }
  }

  /** What is told of a chat is taken up after what came before, and before anything more of it is recorded. */
  async #record(messages: readonly IncomingMessage[]): Promise<void> {
    const { contacts } = this.#context;
    const wanted: NewMessage[] = [];
    for (const message of messages) {
      const told = contacts.told(message.chat);
      const { chat, merges, isNews } = told;
      const verdict = this.#context.verdictOn({ chat, origin: message.origin });
      if (verdict.state === 'ignored') continue;
      if (isNews || merges.length > 0) {
        await this.#recordAll(wanted.splice(0));
        await this.#introductions.takeUp(told);
      } else contacts.remember(chat);
      if (message.source === 'user_outgoing' && (await this.#isEcho(chat, message))) continue;
      wanted.push(this.#toNew(chat, message, verdict));
    }
    await this.#recordAll(wanted);
  }

  async #recordAll(wanted: readonly NewMessage[]): Promise<void> {
    for (const run of runsOf(wanted)) await this.#recordRun(run);
  }

  async #recordRun(wanted: readonly NewMessage[]): Promise<void> {
    const { store, lease } = this.#context;
    const first = wanted[0] as NewMessage;
    const takenOver = first.source === 'user' ? [] : await this.#takeOverBefore(first);
    const recorded = await store.messages.accept(lease, wanted);
    // From here on the messages are durable, so nothing may make the platform believe that they were not taken.
    await this.#enter(wanted, recorded, takenOver);
  }

  /** The platform shows the bot's own messages again as the owner's. */
  async #isEcho(chat: Chat, { content, providerMessageId, origin }: IncomingMessage): Promise<boolean> {
    const { store, lease } = this.#context;
    const isSent = (await store.turns.sentText(lease.userId, providerMessageId)) !== null;
    const isExpected = origin !== 'history' && this.#context.isEcho(chat, content, providerMessageId);
    return isSent || isExpected;
  }

  #toNew(chat: Chat, message: IncomingMessage, verdict: Exclude<Verdict, { state: 'ignored' }>): NewMessage {
    const { chat: told, sender } = message;
    // Who writes in a direct chat is the contact, also when it was told by another id.
    const isByAlias = sender.identifier === told.identifier && told.identifier !== chat.identifier;
    return {
      chat,
      sender: partyOf(isByAlias ? chat : sender),
      source: message.source,
      origin: message.origin,
      content: recordedBody(message.content),
      quoted: recordedQuote(message.quoted),
      providerMessageId: message.providerMessageId,
      acceptedTime: this.#context.clock.now(),
      originatingTime: Number.isFinite(message.originatingTime) ? message.originatingTime : null,
      ...(message.source === 'user' ? verdict : { state: 'said', reason: null }),
    };
  }

  /** Queues what was recorded, stores in one write what had to make room, and then tells everything in order. */
  async #enter(
    wanted: readonly NewMessage[],
    recorded: readonly (StoredMessage | null)[],
    takenOver: readonly QueuedMessage[],
  ): Promise<void> {
    const settlements: Settlement[] = [];
    const tell: (() => void)[] = [];
    for (const [index, message] of recorded.entries()) {
      if (message === null) continue;
      const { chat } = wanted[index] as NewMessage;
      if (message.origin === 'history') tell.push(() => this.#context.historyAdded(chat));
      else if (message.source === 'user') this.#enqueue(message, settlements, tell);
      else this.#ownerEntered(chat, message, { takenOver, settlements, tell });
    }
    if (settlements.length > 0 || this.#unsettled.length > 0) await this.#settle(settlements);
    for (const tellOne of tell) tellOne();
  }

  #enqueue(message: StoredMessage, settlements: Settlement[], tell: (() => void)[]): void {
    const { queue, clock } = this.#context;
    if (!hasId(message)) return;
    for (const eviction of queue.add(message, clock.now())) {
      settlements.push(settlementOf(eviction));
      tell.push(() => this.#context.evicted(eviction));
    }
    tell.push(() => this.#context.accepted(message));
  }

  #ownerEntered(
    chat: Chat,
    message: StoredMessage,
    {
      takenOver,
      settlements,
      tell,
    }: { takenOver: readonly QueuedMessage[]; settlements: Settlement[]; tell: (() => void)[] },
  ): void {
    const { correspondentId } = message;
    const rest = this.#answeredBy(message, correspondentId);
    const ids = rest.map(({ id }) => id);
    this.#context.queue.remove(correspondentId, ids);
    if (ids.length > 0) settlements.push({ correspondentId, ids, state: 'answered', reason: 'owner' });
    tell.push(() => {
      this.#context.ownerWrote(chat, message, [...takenOver, ...rest]);
      this.#context.accepted(message);
    });
  }

  /**
   * What the owner answered by hand needs no answer of the bot. That is stored before the owner's message, where the
   * times tell what was answered: should the process die in between, the platform delivers the message again. Without
   * them it has to wait until the message is known to be new.
   */
  async #takeOverBefore(message: NewMessage): Promise<readonly QueuedMessage[]> {
    if (message.origin === 'history' || message.originatingTime === null) return [];
    const { store, lease, queue } = this.#context;
    const correspondentId = message.chat.identifier;
    const answered = this.#answeredBy(message, correspondentId).filter(
      (asked) => asked.originatingTime !== null,
    );
    const ids = answered.map(({ id }) => id);
    if (ids.length === 0) return [];
    await store.messages.settle(lease, [{ correspondentId, ids, state: 'answered', reason: 'owner' }]);
    queue.remove(correspondentId, ids);
    return answered;
  }

  #answeredBy(
    { originatingTime }: Pick<Message, 'originatingTime'>,
    correspondentId: string,
  ): QueuedMessage[] {
    const queued = this.#context.queue.messages(correspondentId);
    return queued.filter((asked) => isNotNewer(asked.originatingTime, originatingTime));
  }

  /** The new messages are recorded already and must not be refused for this. */
  #settle(settlements: readonly Settlement[]): Promise<void> {
    return this.record(settlements).catch((error: unknown) => this.#context.failed(error));
  }
}

/** Each message of the owner stands alone, because it changes what is queued before it is recorded itself. */
function runsOf(messages: readonly NewMessage[]): NewMessage[][] {
  const runs: NewMessage[][] = [];
  for (const message of messages) {
    const run = runs.at(-1);
    if (run !== undefined && message.source === 'user' && run[0]?.source === 'user') run.push(message);
    else runs.push([message]);
  }
  return runs;
}

function settlementOf({ message, reason }: Eviction): Settlement {
  return { correspondentId: message.correspondentId, ids: [message.id], state: 'evicted', reason };
}

/** Without a time there is only the order in which the messages came. */
function isNotNewer(time: number | null, than: number | null): boolean {
  return time === null || than === null || time <= than;
}
