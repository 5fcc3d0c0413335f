import { createSeededRandom, sampleChat, sampleMessage, sampleReply } from '@chat-imposter/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewMessage, Store, StoredMessage } from '../contracts/store.ts';
import { createMemoryStore } from '../memory-store.ts';
import { conversationTimeOf } from '../stored-message.ts';
import { Conversations } from './conversation.ts';

/** A store whose reads are counted and can be held up after they have read. */
async function setUp(options: { maxContacts?: number } = {}) {
  const store = createMemoryStore();
  await store.open();
  const lease = await store.leases.acquire('anna', 'test');
  if (lease === null) throw new Error('The lease is taken.');
  const reads: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  let failure: Error | null = null;
  const held: Pick<Store, 'messages'> = {
    messages: {
      ...store.messages,
      async conversation(userId, correspondentId, wanted) {
        reads.push(correspondentId);
        const messages = await store.messages.conversation(userId, correspondentId, wanted);
        await gate;
        if (failure !== null) throw failure;
        return messages;
      },
    },
  };
  const conversations = new Conversations({
    userId: 'anna',
    store: held,
    maxMessages: 3,
    maxCharacters: 10,
    ...options,
  });
  return {
    reads,
    conversations,
    /** Records what was said, and gives it as it was recorded. */
    say: async (content: string, more: Partial<NewMessage> = {}): Promise<StoredMessage> => {
      const [said] = await store.messages.accept(lease, [
        sampleReply({ content, providerMessageId: content, ...more }),
      ]);
      return said as StoredMessage;
    },
    /** Records what waits for an answer. */
    ask: async (content: string, acceptedTime: number, from = 'ann'): Promise<StoredMessage> => {
      const [asked] = await store.messages.accept(lease, [
        sampleMessage({ chat: sampleChat(from), content, providerMessageId: content, acceptedTime }),
      ]);
      return asked as StoredMessage;
    },
    /** Makes another contact one with the one that is asked about. */
    merge: (from: string) =>
      store.messages.merge(lease, from, sampleChat('ann', { alternateIdentifiers: [from] })),
    answer: async ({ correspondentId, id }: StoredMessage): Promise<void> => {
      const ids = id === null ? [] : [id];
      await store.messages.settle(lease, [{ correspondentId, ids, state: 'answered', reason: null }]);
    },
    inStore: async (correspondentId: string): Promise<string[]> => {
      const wanted = { limit: 3, since: 0 };
      return contents(await store.messages.conversation('anna', correspondentId, wanted));
    },
    known: async (correspondentId = 'ann'): Promise<string[]> => {
      return contents(await conversations.of(correspondentId));
    },
    /** Holds reads up until the function it gives is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    fail: (error: Error | null) => {
      failure = error;
    },
  };
}

function contents(messages: readonly StoredMessage[]): string[] {
  return messages.map(({ content }) => content);
}

describe('Conversations', () => {
  it('reads a conversation once and is told the rest', async () => {
    const { conversations, reads, say, known } = await setUp();
    await say('a');
    expect(await known()).toEqual(['a']);
    conversations.append('ann', [await say('b', { acceptedTime: 2_000 })]);
    expect(await known()).toEqual(['a', 'b']);
    expect(reads).toEqual(['ann']);
  });

  it('keeps no more than can be shown', async () => {
    const { conversations, say, known } = await setUp();
    await known();
    for (const content of ['a', 'b', 'c', 'd', 'a text that is too long']) {
      conversations.append('ann', [await say(content, { providerMessageId: content })]);
    }
    expect(await known()).toEqual(['c', 'd', 'a text tha']);
    conversations.forget('ann');
    expect(await known()).toEqual(['c', 'd', 'a text tha']);
  });

  it('does not change a conversation that was given out', async () => {
    const { conversations, say } = await setUp();
    const before = await conversations.of('ann');
    conversations.append('ann', [await say('a')]);
    expect(before).toEqual([]);
  });

  it('puts what was answered late where it was accepted', async () => {
    const { conversations, ask, answer, say, known, inStore } = await setUp();
    await known();
    const asked = await ask('a', 1_000);
    const said = await say('b', { acceptedTime: 2_000 });
    conversations.append('ann', [said]);
    await answer(asked);
    conversations.append('ann', [asked]);
    expect(await known()).toEqual(await inStore('ann'));
    expect(await known()).toEqual(['a', 'b']);
  });

  it('keeps the order of acceptance when a clock was set back between messages', async () => {
    const { conversations, ask, answer, known, inStore } = await setUp();
    await known();
    const first = await ask('a', 9_000);
    const second = await ask('b', 2_000);
    for (const asked of [second, first]) {
      await answer(asked);
      conversations.append('ann', [asked]);
    }
    expect(await known()).toEqual(await inStore('ann'));
    expect(await known()).toEqual(['a', 'b']);
  });

  it('asks the store where a message stands whose id and time say different things, as after a merge', async () => {
    const { conversations, ask, answer, merge, known, inStore } = await setUp();
    const later = await ask('b', 2_000);
    const sooner = await ask('a', 1_000, '9@lid');
    await merge('9@lid');
    await answer(later);
    expect(await known()).toEqual(['b']);
    const asked = { ...sooner, correspondentId: 'ann', id: 2 };
    await answer(asked);
    conversations.append('ann', [asked]);
    expect(await known()).toEqual(['a', 'b']);
    expect(await known()).toEqual(await inStore('ann'));
  });

  it('forgets the contacts that were used longest ago', async () => {
    const { reads, known } = await setUp({ maxContacts: 2 });
    for (const correspondentId of ['ann', 'bob', 'ann', 'cleo', 'ann', 'bob']) await known(correspondentId);
    expect(reads).toEqual(['ann', 'bob', 'cleo', 'bob']);
  });

  it('reads again what it was told to forget', async () => {
    const { conversations, say, known } = await setUp();
    await known();
    await say('a');
    conversations.forget('ann');
    expect(await known()).toEqual(['a']);
  });

  it.each(['append', 'forget'] as const)(
    'does not keep what a read gives that an %s overtook',
    async (change) => {
      const { conversations, reads, say, known, hold } = await setUp();
      const release = hold();
      const overtaken = known();
      // The read has its answer already; what is recorded now is not in it.
      await Promise.resolve();
      const said = await say('a');
      if (change === 'append') conversations.append('ann', [said]);
      else conversations.forget('ann');
      const fresh = known();
      release();
      await overtaken;
      expect(await fresh).toEqual(['a']);
      expect(await known()).toEqual(['a']);
      expect(reads).toHaveLength(2);
    },
  );

  it('puts a message once that a read saw before it was told', async () => {
    const { conversations, ask, answer, say, known } = await setUp();
    const asked = await ask('a', 1_000);
    await answer(asked);
    const said = await say('b');
    expect(await known()).toEqual(['a', 'b']);
    conversations.append('ann', [asked, said]);
    expect(await known()).toEqual(['a', 'b']);
  });

  it('asks the store where history stands', async () => {
    const { conversations, reads, say, known } = await setUp();
    await known();
    conversations.append('ann', [await say('a', { origin: 'history', originatingTime: 5 })]);
    await known();
    expect(reads).toHaveLength(2);
  });

  it('lets a message take the place of its history row', async () => {
    const { conversations, say, known } = await setUp();
    const synced = await say('a', { origin: 'history', originatingTime: 5, source: 'user' });
    await known();
    conversations.append('ann', [{ ...synced, origin: 'live', id: 7, acceptedTime: 2_000 }]);
    const messages = await conversations.of('ann');
    expect(messages.map(({ id, origin }) => [id, origin])).toEqual([[7, 'live']]);
  });

  it('tells a failure and tries again at the next use', async () => {
    const { say, known, fail } = await setUp();
    await say('a');
    fail(new Error('away'));
    await expect(known()).rejects.toThrow('away');
    fail(null);
    expect(await known()).toEqual(['a']);
  });

  it('shows what the store would show, whatever joins in whatever order', async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the conversations: ${seed}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 40 }), async (randomSeed, steps) => {
        const random = createSeededRandom(randomSeed);
        const { conversations, ask, answer, say, known, inStore } = await setUp({ maxContacts: 1 });
        let waiting: StoredMessage[] = [];
        for (let step = 1; step <= steps; step += 1) {
          const chance = random.fraction();
          if (chance < 0.4) waiting.push(await ask(`${step}`, step));
          else if (chance < 0.6) conversations.append('ann', [await say(`${step}`, { acceptedTime: step })]);
          else if (chance < 0.9) {
            const answered = waiting.filter(() => random.fraction() < 0.5);
            waiting = waiting.filter((message) => !answered.includes(message));
            for (const message of answered) await answer(message);
            conversations.append('ann', answered);
          } else await known('bob');
          expect(await known()).toEqual(await inStore('ann'));
        }
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('conversationTimeOf', () => {
  it.each([
    ['acceptance', { origin: 'live' as const, originatingTime: 5 }, 1_000],
    ['the time of the platform for history', { origin: 'history' as const, originatingTime: 5 }, 5],
    ['acceptance for history of the future', { origin: 'history' as const, originatingTime: 2_000 }, 1_000],
    ['acceptance for history without a time', { origin: 'history' as const, originatingTime: null }, 1_000],
  ])('is %s', (_, message, time) => {
    expect(conversationTimeOf({ acceptedTime: 1_000, ...message })).toBe(time);
  });
});
