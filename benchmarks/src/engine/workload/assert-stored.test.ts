import { createMemoryStore, type NewMessage } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { assertStored } from './assert-stored.ts';
import { replyTo, Workload } from './workload.ts';

const COUNT = 5;

/** A store with the messages and replies, without the last `missing` of these. */
async function storeWithout(missing: number) {
  const store = createMemoryStore();
  await store.open();
  const lease = await store.leases.acquire('bench', 'test');
  if (lease === null) throw new Error('no lease');
  const workload = new Workload(COUNT);
  const said = Array.from({ length: COUNT }, (_, id) => workload.message(id)).flatMap(
    ({ id, contact, text }) => [saying(contact, text), saying(contact, replyTo(id))],
  );
  await store.messages.accept(lease, said.slice(0, said.length - missing));
  return { store, workload };
}

function saying(contact: string, content: string): NewMessage {
  const identity = { identifier: contact, alternateIdentifiers: [] };
  return {
    chat: { kind: 'direct', ...identity },
    sender: { ...identity, displayName: contact },
    source: 'user',
    origin: 'live',
    content,
    quoted: null,
    providerMessageId: null,
    acceptedTime: 1,
    originatingTime: null,
    state: 'said',
    reason: null,
  };
}

describe('assertStored', () => {
  it('is content when each last message and its reply are there', async () => {
    const { store, workload } = await storeWithout(0);
    await expect(assertStored(store, { userId: 'bench', workload, count: COUNT })).resolves.toBeUndefined();
  });

  it('names the contact whose reply is not', async () => {
    const { store, workload } = await storeWithout(1);
    await expect(assertStored(store, { userId: 'bench', workload, count: COUNT })).rejects.toThrow(
      /of 15550000004/,
    );
  });
});
