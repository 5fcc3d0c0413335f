import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limits } from '../configuration/user-configuration.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { sizeOf, truncate } from '../limits.ts';
import { CorrespondentQueue } from './correspondent-queue.ts';

const DAY = 24 * 60 * 60 * 1000;

function message(
  id: number,
  content: string,
  acceptedTime: number,
  state: 'waiting' | 'collected' = 'waiting',
) {
  const sender = { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: [] };
  const stored: StoredMessage = {
    id,
    providerMessageId: `m${id}`,
    content,
    sender,
    source: 'user',
    group: null,
    acceptedTime,
    originatingTime: null,
    correspondentId: 'ann',
    origin: 'live',
    state,
    reason: null,
  };
  return { ...stored, id };
}

/** The rules written down once more, without any thought for speed. */
class Model {
  messages: { id: number; size: number; acceptedTime: number }[] = [];
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(id: number, content: string, now: number): [number, string][] {
    const size = sizeOf(truncate(content, this.#limits.max_characters_single_message));
    const evicted: [number, string][] = [];
    const drop = (reason: string) => evicted.push([this.messages.shift()?.id ?? 0, reason]);
    const first = () => this.messages[0];
    const total = () => this.messages.reduce((sum, entry) => sum + entry.size, 0);
    while ((first()?.acceptedTime ?? now) < now - this.#limits.max_days * DAY) drop('age');
    while (first() !== undefined && total() + size > this.#limits.max_characters) drop('total_characters');
    while (this.messages.length >= this.#limits.max_messages) drop('message_count');
    this.messages.push({ id, size, acceptedTime: now });
    return evicted;
  }
}

describe('CorrespondentQueue', () => {
  it('does as its model does, for any limits and messages', () => {
    const limits = fc.record({
      max_messages: fc.integer({ min: 1, max: 8 }),
      max_characters: fc.integer({ min: 1, max: 40 }),
      max_days: fc.integer({ min: 1, max: 3 }),
      max_characters_single_message: fc.integer({ min: 1, max: 20 }),
    });
    const step = fc.record({ text: fc.string({ maxLength: 30 }), pause: fc.integer({ min: 0, max: DAY }) });
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 120 }), (given, steps) => {
        const queue = new CorrespondentQueue(given);
        const model = new Model(given);
        let now = 0;
        for (const [index, { text, pause }] of steps.entries()) {
          now += pause;
          const evictions = queue.add(message(index + 1, text, now), now);
          expect(evictions.map((eviction) => [eviction.message.id, eviction.reason])).toEqual(
            model.add(index + 1, text, now),
          );
          expect(queue.messages().map(({ id, size }) => ({ id, size }))).toEqual(
            model.messages.map(({ id, size }) => ({ id, size })),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('empties itself for a message that is longer than all it may hold, and still adds it', () => {
    const limits = { max_messages: 5, max_characters: 4, max_days: 1, max_characters_single_message: 100 };
    const queue = new CorrespondentQueue(limits);
    queue.add(message(1, 'ab', 0), 0);
    const evictions = queue.add(message(2, 'much too long', 1), 1);
    expect(
      evictions.map(({ message: { id }, reason, before, newMessageSize }) => ({
        id,
        reason,
        before,
        newMessageSize,
      })),
    ).toEqual([
      { id: 1, reason: 'total_characters', before: { count: 1, characters: 2 }, newMessageSize: 13 },
    ]);
    expect(queue.messages().map(({ id }) => id)).toEqual([2]);
  });

  it('cuts a message to the limit of a single one', () => {
    const limits = { max_messages: 5, max_characters: 100, max_days: 1, max_characters_single_message: 3 };
    const queue = new CorrespondentQueue(limits);
    queue.add(message(1, 'abcdef', 0), 0);
    expect(queue.messages()[0]).toMatchObject({ content: 'abc', size: 3 });
  });

  it('knows whether a message waits, through collecting, removing and expiring', () => {
    const limits = { max_messages: 5, max_characters: 100, max_days: 1, max_characters_single_message: 10 };
    const queue = new CorrespondentQueue(limits);
    queue.add(message(1, 'a', 0, 'collected'), 0);
    expect(queue.isWaiting).toBe(false);
    queue.add(message(2, 'b', 0), 0);
    queue.add(message(3, 'c', 0), 0);
    queue.collect(new Set([2]));
    expect(queue.isWaiting).toBe(true);
    queue.remove(new Set([3, 99]));
    expect(queue.isWaiting).toBe(false);
    expect(queue.expire(2 * DAY).map(({ reason }) => reason)).toEqual(['age', 'age']);
    expect(queue.count).toBe(0);
  });
});
