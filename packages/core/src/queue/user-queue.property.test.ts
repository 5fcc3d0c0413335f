import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Limits } from '../configuration/user-configuration.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { type ModelEviction, QueueModel } from '../test-support/queue-model.ts';
import { anyText } from '../test-support/texts.ts';
import type { Eviction } from './correspondent-queue.ts';
import { UserQueue } from './user-queue.ts';

const RUNS = 10_000;
const HOUR = 60 * 60 * 1000;
const CONTACTS = ['ann', 'noa', '__proto__'];

type Message = StoredMessage & { id: number };

const limits: fc.Arbitrary<Limits> = fc.record({
  max_messages: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 })),
  max_characters: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 400 })),
  max_days: fc.integer({ min: 1, max: 3 }),
  max_characters_single_message: fc.integer({ min: 1, max: 20 }),
});

/** The first of them writes most. */
const contact = fc.constantFrom(...CONTACTS, CONTACTS[0] as string, CONTACTS[0] as string);
/** Clocks of servers jump, also back. */
const pause = fc.integer({ min: -30 * HOUR, max: 40 * HOUR });
/** Which of the queued and of some other ids, bit by bit. */
const choice = fc.integer({ min: 0, max: 2 ** 12 - 1 });

const add = fc.record({
  kind: fc.constant('add' as const),
  contact,
  text: anyText,
  state: fc.constantFrom('waiting' as const, 'collected' as const),
  pause,
});
const step = fc.oneof(
  { weight: 12, arbitrary: add },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), pause }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const), contact }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), contact, choice }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('collect' as const), contact, choice }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), contact, into: contact }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      contact,
      back: fc.nat({ max: 9 }),
      text: anyText,
      pause,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), limits, pause }) },
);
type Step = ValueOf<typeof step>;
type ValueOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A queue and its model, to which the same is done. */
class Pair {
  #queue: UserQueue;
  #model: QueueModel;
  #now = 100 * 24 * HOUR;
  readonly #lastIds = new Map<string, number>();
  /** What a store would have: the whole texts. */
  #stored: Message[] = [];

  constructor(given: Limits) {
    this.#queue = new UserQueue(given);
    this.#model = new QueueModel(given);
  }

  do(step: Step): void {
    switch (step.kind) {
      case 'add':
        this.#now += step.pause;
        this.#add(this.#store(step));
        break;
      case 'expire':
        this.#now += step.pause;
        this.#expire();
        break;
      case 'answer':
        this.#remove(step.contact, this.#ids(step.contact));
        break;
      case 'remove':
        this.#remove(step.contact, this.#chosen(step.contact, step.choice));
        break;
      case 'collect':
        this.#collect(step.contact, this.#chosen(step.contact, step.choice));
        break;
      case 'merge':
        if (step.contact !== step.into) this.#merge(step.contact, step.into);
        break;
      case 'edit':
        this.#now += step.pause;
        this.#edit(step);
        break;
      case 'restart':
        this.#now += step.pause;
        this.#restart(step.limits);
    }
    this.#compare();
  }

  #store({ contact, text, state }: ValueOf<typeof add>): Message {
    const id = (this.#lastIds.get(contact) ?? 0) + 1;
    this.#lastIds.set(contact, id);
    const message = messageOf(contact, { id, content: text, state, acceptedTime: this.#now });
    this.#stored.push(message);
    return message;
  }

  #add(message: Message): void {
    this.#compareEvictions(this.#queue.add(message, this.#now), this.#model.add(message, this.#now));
  }

  #expire(): void {
    this.#compareEvictions(this.#queue.expire(this.#now), this.#model.expire(this.#now));
  }

  #remove(contact: string, ids: readonly number[]): void {
    this.#queue.remove(contact, ids);
    this.#model.remove(contact, ids);
    this.#stored = this.#stored.filter(
      (message) => message.correspondentId !== contact || !ids.includes(message.id),
    );
  }

  #collect(contact: string, ids: readonly number[]): void {
    this.#queue.collect(contact, ids);
    this.#model.collect(contact, ids);
    for (const message of this.#stored) {
      if (message.correspondentId === contact && ids.includes(message.id)) message.state = 'collected';
    }
  }

  /** As the store does it: what was queued of both, the ids of one behind those of the other. */
  #merge(from: string, into: string): void {
    const raise = this.#lastIds.get(into) ?? 0;
    this.#lastIds.set(into, raise + (this.#lastIds.get(from) ?? 0));
    this.#lastIds.delete(from);
    const own = this.#stored.filter(({ correspondentId }) => correspondentId === into);
    const moved = this.#stored
      .filter(({ correspondentId }) => correspondentId === from)
      .map((message) => ({ ...message, correspondentId: into, id: message.id + raise }));
    const others = this.#stored.filter((message) => ![from, into].includes(message.correspondentId));
    this.#stored = [...others, ...own, ...moved];
    for (const contact of [from, into]) this.#model.remove(contact, this.#ids(contact));
    const messages = [...own, ...moved];
    this.#compareEvictions(
      this.#queue.merge(from, into, { messages, now: this.#now }),
      messages.flatMap((message) => this.#model.add(message, this.#now)),
    );
  }

  /** One of the newest, or one that has left or never came. */
  #edit({ contact, back, text }: Extract<Step, { kind: 'edit' }>): void {
    const id = (this.#lastIds.get(contact) ?? 0) + 1 - back;
    const stored = this.#stored.find((message) => message.correspondentId === contact && message.id === id);
    const edited = messageOf(contact, { id, content: text, state: 'waiting', acceptedTime: this.#now });
    if (stored !== undefined) stored.content = text;
    const evictions = this.#queue.edit(edited, this.#now);
    this.#compareEvictions(evictions, this.#model.edit(contact, { id, text }, this.#now));
  }

  /** With other limits the queue is made anew from what is stored, as after every start. */
  #restart(given: Limits): void {
    this.#queue = new UserQueue(given);
    this.#model = new QueueModel(given);
    for (const message of this.#stored) this.#add(message);
    this.#expire();
  }

  #ids(contact: string): number[] {
    return this.#model.messages(contact).map(({ id }) => id);
  }

  /** Some of those that are queued, and of those that have left or have not come yet. */
  #chosen(contact: string, choice: number): number[] {
    const first = (this.#ids(contact)[0] ?? 1) - 2;
    return Array.from({ length: 12 }, (_, bit) => first + bit).filter((_, bit) => (choice >> bit) & 1);
  }

  #compareEvictions(evictions: readonly Eviction[], expected: readonly ModelEviction[]): void {
    this.#mustBeSame(byContact(evictions).map(evictionText), byContact(expected).map(evictionText));
    const gone = new Set(expected.map(({ message: { correspondentId, id } }) => `${correspondentId} ${id}`));
    this.#stored = this.#stored.filter(({ correspondentId, id }) => !gone.has(`${correspondentId} ${id}`));
  }

  #compare(): void {
    for (const contact of CONTACTS) {
      const expected = this.#model.messages(contact);
      this.#mustBeSame(this.#queue.messages(contact).map(messageText), expected.map(messageText));
      const isWaiting = expected.some(({ state }) => state === 'waiting');
      this.#mustBeSame([`${contact} ${this.#queue.isWaiting(contact)}`], [`${contact} ${isWaiting}`]);
    }
    const waiting = CONTACTS.filter((contact) => this.#queue.isWaiting(contact));
    this.#mustBeSame(this.#queue.waitingCorrespondents().sort(), waiting.sort());
  }

  /** A deep comparison at every step would take longer than everything else. */
  #mustBeSame(actual: readonly string[], expected: readonly string[]): void {
    if (actual.join('\n') !== expected.join('\n')) deepStrictEqual(actual, expected);
  }
}

function messageOf(
  correspondentId: string,
  own: Pick<Message, 'id' | 'content' | 'state' | 'acceptedTime'>,
): Message {
  const sender = { identifier: correspondentId, displayName: correspondentId, alternateIdentifiers: [] };
  return {
    ...own,
    providerMessageId: `m${own.id}`,
    quoted: null,
    sender,
    source: 'user',
    group: null,
    originatingTime: null,
    correspondentId,
    origin: 'live',
    reason: null,
  };
}

/** Contacts come in any order; what leaves the queue of one keeps its own. */
function byContact<E extends Eviction | ModelEviction>(evictions: readonly E[]): E[] {
  return evictions.toSorted((one, other) =>
    one.message.correspondentId < other.message.correspondentId
      ? -1
      : Number(one.message.correspondentId > other.message.correspondentId),
  );
}

type Shown = Pick<
  Eviction['message'],
  'correspondentId' | 'id' | 'size' | 'acceptedTime' | 'state' | 'content'
>;

function messageText({ correspondentId, id, size, acceptedTime, state, content }: Shown): string {
  return `${correspondentId} ${id} ${size} ${acceptedTime} ${state} ${content}`;
}

function evictionText({ message, reason, before, newMessageSize }: Eviction | ModelEviction): string {
  return `${reason} ${before.count} ${before.characters} ${newMessageSize} ${messageText(message)}`;
}

describe('UserQueue', () => {
  it('holds and evicts what its model does, whatever is done to it', () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 60, size: 'max' }), (given, steps) => {
        const pair = new Pair(given);
        for (const step of steps) pair.do(step);
      }),
      { numRuns: RUNS },
    );
  }, 300_000);
});
