import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../contracts/store.ts';
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
    quoted: null,
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

const roomy = { max_messages: 50, max_characters: 1_000, max_days: 1, max_characters_single_message: 100 };

describe('CorrespondentQueue', () => {
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

  it.each([
    ['grows, and others have to go, the oldest first', 3, 'cccccc', ['bb', 'cccccc', 'dd']],
    ['grows at the front, and those behind it have to go', 1, 'aaaaaaaa', ['aaaaaaaa', 'dd']],
    ['does not fit, and is left alone', 2, 'b'.repeat(30), ['b'.repeat(12)]],
    ['shrinks', 4, 'd', ['aa', 'bb', 'cc', 'd']],
  ])('edits a message that %s', (_, id, text, left) => {
    const limits = { max_messages: 5, max_characters: 10, max_days: 1, max_characters_single_message: 12 };
    const queue = new CorrespondentQueue(limits);
    for (const [index, content] of ['aa', 'bb', 'cc', 'dd'].entries())
      queue.add(message(index + 1, content, 0), 0);
    const evictions = queue.edit(id, text, 0);
    expect(queue.messages().map(({ content }) => content)).toEqual(left);
    expect(evictions).toHaveLength(4 - left.length);
    const held = left.join('').length;
    expect(queue.add(message(5, 'e'.repeat(Math.max(0, 10 - held)), 0), 0)).toHaveLength(held > 10 ? 1 : 0);
  });

  it('edits nothing that is not queued, and never makes a message wait', () => {
    const queue = new CorrespondentQueue(roomy);
    queue.add(message(1, 'a', 0, 'collected'), 0);
    expect([queue.edit(2, 'x', 0), queue.edit(1, 'b', 0), queue.isWaiting]).toEqual([[], [], false]);
    expect(queue.messages()).toMatchObject([{ content: 'b', size: 1, state: 'collected' }]);
  });

  it('tells who each message is from, though it keeps once what is the same', () => {
    const queue = new CorrespondentQueue(roomy);
    const parties = [
      { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: ['1'] },
      { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: ['1'] },
      { identifier: 'ann', displayName: 'Anna', alternateIdentifiers: ['1'] },
      { identifier: 'ann', displayName: 'Anna', alternateIdentifiers: ['2'] },
      { identifier: 'ann', displayName: 'Anna', alternateIdentifiers: ['2', '3'] },
      { identifier: 'noa', displayName: 'Anna', alternateIdentifiers: ['2', '3'] },
    ];
    const groups = [null, ...parties].slice(0, parties.length);
    for (const [index, sender] of parties.entries()) {
      queue.add({ ...message(index + 1, 'a', 0), sender, group: groups[index] ?? null }, 0);
    }
    expect(queue.messages().map(({ sender, group }) => ({ sender, group }))).toEqual(
      parties.map((sender, index) => ({ sender, group: groups[index] })),
    );
    const [first, second] = queue.messages();
    expect(second?.sender).toBe(first?.sender);
  });

  it('answers all that is queued without looking at what came later', () => {
    const limits = { ...roomy, max_messages: 30_000, max_characters: 30_000 };
    const queue = new CorrespondentQueue(limits);
    for (let id = 1; id <= 20_000; id++) queue.add(message(id, 'a', 0), 0);
    for (let id = 1; id <= 10_000; id++) queue.remove(new Set([id - 5, id]));
    expect([queue.count, queue.messages()[0]?.id]).toEqual([10_000, 10_001]);
  });
});
