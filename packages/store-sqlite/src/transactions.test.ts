import { join } from 'node:path';
import type { Lease, Store } from '@chat-imposter/core';
import {
  sampleChat,
  sampleDecision,
  sampleMessage,
  samplePart,
  sampleReply,
  sampleTurn,
} from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

/** A value that no column takes: the write fails when it comes to it. */
const BROKEN = Symbol('broken') as never;

describe('a write of the SQLite store that fails half-way', () => {
  let folder: string;
  let store: Store;
  let lease: Lease;

  beforeEach(async () => {
    folder = await makeFolder();
    store = createSqliteStore(join(folder, 'imposter.db'));
    await store.open();
    lease = (await store.leases.acquire('anna', 'owner')) ?? expect.fail('no lease');
    await store.messages.accept(lease, [sampleMessage(), sampleMessage({ chat: sampleChat('9@lid') })]);
    await store.turns.plan(lease, [sampleTurn()]);
    await store.credentials('anna', 'provider', lease).set(new Map([['key', 'value']]));
  });

  afterEach(async () => {
    await store.close();
    await deleteFolder(folder);
  });

  async function content(): Promise<unknown> {
    return {
      queue: await store.messages.queue('anna'),
      conversation: await store.messages.conversation('anna', 'ann', { limit: 10, since: 0 }),
      chats: await store.messages.chats('anna'),
      turns: await store.turns.open('anna'),
      credentials: await store.credentials('anna', 'provider').get(['key', 'other']),
    };
  }

  const writes: Record<string, () => Promise<unknown>> = {
    accept: () =>
      store.messages.accept(lease, [
        sampleMessage({ providerMessageId: 'new' }),
        sampleMessage({ providerMessageId: 'newer', content: BROKEN }),
      ]),
    remember: () =>
      store.messages.remember(lease, [
        sampleChat('9@lid', { savedName: 'Ann' }),
        sampleChat('ann', { savedName: BROKEN }),
      ]),
    merge: () => store.messages.merge(lease, '9@lid', sampleChat('ann', { savedName: BROKEN })),
    'merge into a new chat': () =>
      store.messages.merge(lease, 'ann', sampleChat('new', { savedName: BROKEN })),
    settle: () =>
      store.messages.settle(lease, [
        { correspondentId: 'ann', ids: [1], state: 'cleared', reason: null },
        { correspondentId: 'ann', ids: [BROKEN], state: 'cleared', reason: null },
      ]),
    plan: () => store.turns.plan(lease, [sampleTurn({ turnId: 'new' }), sampleTurn({ turnId: BROKEN })]),
    decide: () =>
      store.turns.decide(lease, [
        sampleDecision({ parts: [samplePart(), samplePart({ messageId: BROKEN })] }),
      ]),
    'decide on messages': () => store.turns.decide(lease, [sampleDecision({ messageIds: [1, BROKEN] })]),
    advance: () =>
      store.turns.advance(lease, [
        {
          turnId: 'turn-1',
          index: 0,
          part: samplePart(),
          isLast: true,
          said: sampleReply({ content: BROKEN }),
        },
      ]),
    'credentials.set': () =>
      store.credentials('anna', 'provider', lease).set(
        new Map([
          ['key', 'new'],
          ['other', BROKEN],
        ]),
      ),
  };

  it.each(Object.keys(writes))('changes nothing in %s, and the store works on', async (name) => {
    const before = await content();
    await expect(writes[name]?.()).rejects.toThrow('cannot be bound');
    expect(await content()).toEqual(before);
    const [next] = await store.messages.accept(lease, [sampleMessage({ providerMessageId: 'next' })]);
    expect(next?.id).toBe(2);
  });
});
