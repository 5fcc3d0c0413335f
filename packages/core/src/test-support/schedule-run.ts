import {
  createFakeChatProvider,
  createFakeClock,
  createSeededRandom,
  type FakeAccount,
  settled,
} from '@chat-imposter/testing';
import { SendError } from '../contracts/chat-provider.ts';
import type { ImposterEvents } from '../contracts/events.ts';
import type { IncomingMessage } from '../contracts/message.ts';
import { createImposter, type Imposter } from '../imposter.ts';
import { createMemoryStore } from '../memory-store.ts';
import { document, OWNER, SECOND } from './bot.ts';
import { observed } from './observed-store.ts';
import {
  CHATS,
  type ContactMessage,
  MEMBERS,
  NOAS,
  type Schedule,
  type Settings,
  type Step,
} from './schedule.ts';
import { ScriptedModel } from './scripted-model.ts';

const BROKEN_AFTER_MS = 60 * SECOND;

/** The payload of an event. */
export type EventOf<Name extends keyof ImposterEvents> = Parameters<ImposterEvents[Name]>[0];

/** One bot that lives through a schedule, in one process after the other, on one store, platform and clock. */
export class ScheduleRun {
  readonly clock = createFakeClock();
  readonly chat = createFakeChatProvider();
  readonly #observed = observed(createMemoryStore());
  readonly observations = this.#observed.observations;
  /** Everything that was delivered and taken, apart from what is passed over on purpose. */
  readonly taken = new Set<IncomingMessage>();
  readonly messages: EventOf<'message'>[] = [];
  readonly evictions: EventOf<'eviction'>[] = [];
  readonly merges: EventOf<'merge'>[] = [];
  readonly replies: EventOf<'reply'>[] = [];
  readonly #schedule: Schedule;
  readonly #model: ScriptedModel;
  readonly #delivered: IncomingMessage[] = [];
  #imposter: Imposter;
  #settings: Settings;
  #processes = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#settings = schedule.settings;
    this.#model = new ScriptedModel(schedule.outcomes, this.clock);
    this.#imposter = this.#newProcess();
  }

  get store() {
    return this.#observed.store;
  }

  get account(): FakeAccount {
    return this.chat.account('yahav');
  }

  /** Lives through the schedule and a while in which everything works, and ends. */
  async live(): Promise<void> {
    await this.#imposter.start(this.#document());
    await this.account.scan();
    for (const step of this.#schedule.steps) await this.#do(step);
    await this.#recover();
    await this.#close(0);
  }

  /** The contact key that an id has now. */
  async keyOf(id: string): Promise<string> {
    const chats = await this.store.messages.chats('yahav');
    const isKnown = chats.some(({ identifier }) => identifier === id);
    const other = chats.find(({ alternateIdentifiers }) => alternateIdentifiers.includes(id));
    return isKnown ? id : (other?.identifier ?? id);
  }

  #document(): Record<string, unknown> {
    const { queue_config, behavior, ...provider_config } = this.#settings;
    return document({
      queue_config,
      behavior,
      chat_provider_config: { provider_name: 'fakeChat', provider_config },
    });
  }

  #newProcess(): Imposter {
    const imposter = createImposter({
      chat: [{ ...this.chat, messageIdFrom: (digest) => this.#messageIdFrom(digest) }],
      llm: [this.#model.provider()],
      store: this.store,
      clock: this.clock,
      random: createSeededRandom(++this.#processes),
      loopGuard: this.#schedule.guardsLoops,
    });
    imposter.on('message', (event) => this.messages.push(event));
    imposter.on('eviction', (event) => this.evictions.push(event));
    imposter.on('merge', (event) => this.merges.push(event));
    imposter.on('reply', (event) => this.replies.push(event));
    return imposter;
  }

  #messageIdFrom(digest: string): string {
    this.#model.throwDefect();
    return this.chat.messageIdFrom(digest);
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'contacts write':
        return this.#contactsWrite(step.messages, step.isAtOnce);
      case 'comes again':
        return this.#comesAgain(step);
      case 'tells who is who':
        return this.#within(0, this.account.tells(...NOAS.slice(0, 1)));
      case 'writer revises':
        return this.#writerRevises(step);
      case 'owner writes':
        return this.#deliver([this.#ownersMessage(step.chat, step.ageMs)]);
      case 'time passes':
        return this.clock.advance(step.ms);
      case 'restart':
        return this.#restart(step.settings, step.whileClosingMs);
      case 'clear':
        return this.#clear(step.chat);
      case 'sends fail':
        return this.account.failSends(...step.errors.map((kind) => new SendError(kind, 'scripted')));
      case 'connection':
        return this.#changeConnection(step.change);
    }
  }

  async #contactsWrite(messages: readonly ContactMessage[], isAtOnce: boolean): Promise<void> {
    const incoming = messages.map((message) => this.#contactsMessage(message));
    if (!isAtOnce) return this.#deliver(incoming);
    await Promise.all(incoming.map((message) => this.#deliver([message])));
  }

  #contactsMessage({ chat: index, member, text, origin }: ContactMessage): IncomingMessage {
    const chat = CHATS[index] as (typeof CHATS)[number];
    const { kind, ...person } = chat;
    return {
      chat,
      sender: kind === 'direct' ? person : (MEMBERS[member] as (typeof MEMBERS)[number]),
      source: 'user',
      origin,
      providerMessageId: `in-${this.#delivered.length}-${member}`,
      content: text,
      originatingTime: this.clock.now(),
    };
  }

  #ownersMessage(index: number, ageMs: number): IncomingMessage {
    return {
      chat: CHATS[index] as (typeof CHATS)[number],
      sender: OWNER,
      source: 'user_outgoing',
      origin: 'live',
      providerMessageId: `own-${this.#delivered.length}`,
      content: `by hand ${this.#delivered.length}`,
      originatingTime: this.clock.now() - ageMs,
    };
  }

  async #comesAgain({ which, times, origin, noa }: Extract<Step, { kind: 'comes again' }>): Promise<void> {
    if (this.#delivered.length === 0) return;
    const message = this.#delivered[which % this.#delivered.length] as IncomingMessage;
    const again = { ...(NOAS.includes(message.chat) ? byNoa(message, noa) : message), origin };
    await Promise.all(Array.from({ length: times }, () => this.#deliver([again])));
  }

  async #writerRevises({ which, text }: Extract<Step, { kind: 'writer revises' }>): Promise<void> {
    if (this.#delivered.length === 0) return;
    const message = this.#delivered[which % this.#delivered.length] as IncomingMessage;
    await this.#within(0, text === null ? this.account.deletes(message) : this.account.edits(message, text));
  }

  async #deliver(messages: readonly IncomingMessage[]): Promise<void> {
    this.#delivered.push(...messages);
    await this.#within(0, this.account.deliver(messages));
    for (const message of messages) {
      if (message.chat.kind === 'group' && !this.#settings.allow_group_messages) continue;
      this.taken.add(message);
    }
  }

  async #restart(settings: Settings | null, whileClosingMs: number): Promise<void> {
    await this.#close(whileClosingMs);
    this.#imposter = this.#newProcess();
    if (settings === null) return this.#imposter.resume();
    this.#settings = settings;
    await this.#imposter.start(this.#document());
  }

  async #close(afterMs: number): Promise<void> {
    await this.clock.advance(afterMs);
    await this.#within(60 * SECOND, this.#imposter.close());
  }

  async #clear(index: number | null): Promise<void> {
    const id = index === null ? undefined : (CHATS[index]?.identifier ?? '');
    const key = id && (await this.keyOf(id));
    const known = await this.store.messages.chats('yahav');
    if (id !== undefined && !known.some(({ identifier }) => identifier === key)) return;
    await this.#within(BROKEN_AFTER_MS + SECOND, this.#imposter.clearQueue('yahav', id));
    const left = await this.store.messages.queue('yahav');
    if (left.some(({ correspondentId }) => id === undefined || correspondentId === key)) {
      throw new Error('something is queued that was cleared');
    }
  }

  #changeConnection(change: Extract<Step, { kind: 'connection' }>['change']): void {
    const { account } = this;
    if (change === 'cut') account.cut();
    else if (change === 'down') account.goDown();
    else if (change === 'up') account.comeUp();
    else this.#loseAcknowledgements();
  }

  /** What should have ended after so long is not waited for: the schedule that holds it up is found by shrinking. */
  async #within(milliseconds: number, promise: Promise<void>): Promise<void> {
    const pending = Symbol();
    const passing = this.clock.advance(milliseconds).then(() => settled());
    if ((await Promise.race([promise, passing.then(() => pending)])) === pending) {
      throw new Error(`did not end within ${milliseconds} ms`);
    }
    await passing;
  }

  /** A provider finds out after a while that nothing comes back any more. */
  #loseAcknowledgements(): void {
    const { account } = this;
    account.losesAcknowledgements = true;
    this.clock.after(BROKEN_AFTER_MS, () => {
      account.losesAcknowledgements = false;
      if (account.status === 'connected') account.cut();
    });
  }

  /** Everything works again, from the next start of the process on. */
  async #recover(): Promise<void> {
    this.#model.heal();
    this.account.losesAcknowledgements = false;
    this.account.comeUp();
    await settled();
    this.account.cut();
    await this.#restart(null, 0);
    await this.clock.advance(120 * SECOND);
  }
}

/** The same message as it comes from her under another id. */
function byNoa(message: IncomingMessage, noa: number): IncomingMessage {
  const chat = NOAS[noa] as (typeof NOAS)[number];
  const { kind: _, ...person } = chat;
  return { ...message, chat, sender: message.source === 'user' ? person : message.sender };
}
