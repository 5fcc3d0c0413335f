import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../contracts/store.ts';
import { heapOf } from '../test-support/heap.ts';
import { UserQueue } from './user-queue.ts';

const HOUR = 60 * 60 * 1000;
const limits = { max_messages: 10, max_characters: 1_000, max_days: 1, max_characters_single_message: 300 };

/** Of 100 characters, each text and id made anew as when it comes in. */
function message(contact: number, id: number): StoredMessage & { id: number } {
  const identifier = ownCopy(`1555${contact}@s.whatsapp.net`);
  return {
    id,
    providerMessageId: ownCopy(`3EB0${id}`.padEnd(22, '0')),
    content: ownCopy(`${contact} ${id} `.padEnd(100, 'x')),
    quoted: null,
    sender: { identifier, displayName: ownCopy(`Ann ${contact}`), alternateIdentifiers: [] },
    source: 'user',
    group: null,
    acceptedTime: Date.UTC(2026, 0, 1) + id,
    originatingTime: Date.UTC(2026, 0, 1),
    correspondentId: ownCopy(identifier),
    origin: 'live',
    state: 'waiting',
    reason: null,
  };
}

function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}

function filled(contacts: number, perContact: number): UserQueue {
  const queue = new UserQueue(limits);
  for (let id = 1; id <= perContact; id++) {
    for (let contact = 0; contact < contacts; contact++)
      queue.add(message(contact, id), message(0, id).acceptedTime);
  }
  return queue;
}

describe('UserQueue', () => {
  it('takes little more for 1,000 contacts than 10 messages of each, however many came before', () => {
    const bytes = heapOf(() => filled(1_000, 60));
    expect(bytes).toBeLessThan(4_500_000);
  });

  it('keeps nothing of contacts whose messages have expired', () => {
    const bytes = heapOf(() => {
      const queue = filled(20_000, 1);
      expect(queue.expire(Date.UTC(2026, 0, 1) + 25 * HOUR)).toHaveLength(20_000);
      return queue;
    });
    expect(bytes).toBeLessThan(2_000_000);
  });
});
