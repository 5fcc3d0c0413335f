import { type NewMessage, type Party, partyOf, type StoredMessage } from '@chat-imposter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleReply } from '../sample-messages.ts';
import { sampleDecision, samplePart } from '../sample-turns.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const DEFAULT_RUNS = 50;

/** A message of synced history that is told by its content, which is its id too. */
function history(content: string, time: number | null, overrides: Partial<NewMessage> = {}): NewMessage {
  return sampleMessage({
    content,
    providerMessageId: content,
    origin: 'history',
    state: 'said',
    originatingTime: time,
    acceptedTime: 50_000,
    ...overrides,
  });
}

function live(content: string, acceptedTime: number, overrides: Partial<NewMessage> = {}): NewMessage {
  return sampleReply({ content, providerMessageId: content, acceptedTime, ...overrides });
}

/** Messages of `origin: 'history'`. */
export function testSyncedHistory(options: StoreConformanceOptions): void {
  describe('synced history', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function contents(limit = 100, since = 0, userId = USER_ID, chat = 'ann'): Promise<string[]> {
      const messages = await subject.store.messages.conversation(userId, chat, { limit, since });
      return messages.map((message) => message.content);
    }

    it.each([
      ['user', 'waiting'],
      ['user', 'collected'],
      ['user', 'said'],
      ['user_outgoing', 'said'],
      ['bot', 'said'],
    ] as const)('of %s is said at once and never queued, also as %s', async (source, state) => {
      const [stored] = await accept(history('old', 1_000, { source, state }));
      expect(stored).toMatchObject({ id: null, state: 'said', source, origin: 'history' });
      expect(await subject.store.messages.queue(USER_ID)).toEqual([]);
      expect(await subject.store.messages.conversation(USER_ID, 'ann', { limit: 1, since: 0 })).toEqual([
        stored,
      ]);
    });

    it('stands in the conversation by its own time, in whatever order it comes', async () => {
      await accept(live('first', 10_000), live('second', 20_000));
      await accept(history('c', 15_000), history('a', 3_000), history('d', 25_000));
      await accept(history('b', 4_000));
      expect(await contents()).toEqual(['a', 'b', 'first', 'c', 'second', 'd']);
      expect(await contents(3)).toEqual(['c', 'second', 'd']);
    });

    it('stands by the time of its acceptance when the platform told none', async () => {
      await accept(live('first', 10_000), history('between', null, { acceptedTime: 12_000 }));
      await accept(live('second', 20_000));
      expect(await contents()).toEqual(['first', 'between', 'second']);
      expect(await contents(10, 12_000)).toEqual(['between', 'second']);
      expect(await contents(10, 12_001)).toEqual(['second']);
    });

    it('stands by the time of its acceptance when the platform told a later one', async () => {
      await accept(live('first', 10_000), history('ahead', 99_000, { acceptedTime: 12_000 }));
      await accept(live('second', 20_000));
      expect(await contents()).toEqual(['first', 'ahead', 'second']);
      expect(await contents(10, 12_001)).toEqual(['second']);
    });

    it('is limited by its own time, not by that of its acceptance', async () => {
      await accept(history('old', 3_000), history('new', 4_000), live('reply', 5_000));
      expect(await contents(10, 3_001)).toEqual(['new', 'reply']);
      expect(await contents(10, 4_000)).toEqual(['new', 'reply']);
      expect(await contents(10, 6_000)).toEqual([]);
    });

    it('does not move the messages that come after it, however late its time', async () => {
      await accept(history('late', 30_000), live('a', 10_000), history('later', 40_000), live('b', 11_000));
      expect(await contents()).toEqual(['a', 'b', 'late', 'later']);
      expect(await contents(10, 11_000)).toEqual(['b', 'late', 'later']);
    });

    it('takes no id', async () => {
      const accepted = await accept(
        history('old', 1_000),
        sampleMessage({ providerMessageId: 'new' }),
        history('older', 900),
        sampleMessage({ providerMessageId: 'newer' }),
      );
      expect(accepted.map((message) => message?.id)).toEqual([null, 1, null, 2]);
    });

    it('is dropped when the message is known already, from wherever', async () => {
      const queued = sampleMessage({ providerMessageId: 'queued' });
      await accept(queued, live('said', 2_000), history('old', 1_000));
      expect(
        await accept(history('queued', 1), history('said', 2), history('old', 3, { content: 'changed' })),
      ).toEqual([null, null, null]);
      expect(await contents()).toEqual(['old', 'said']);
      expect(await subject.store.messages.queue(USER_ID)).toMatchObject([{ id: 1, content: 'hello' }]);
    });

    it('gives its place to the message itself, which is queued as a new one', async () => {
      await accept(history('m', 1_000), live('reply', 2_000));
      const message = sampleMessage({ providerMessageId: 'm', content: 'live', acceptedTime: 3_000 });
      const [stored] = await accept(message);
      expect(stored).toMatchObject({ id: 1, state: 'waiting', origin: 'live', content: 'live' });
      expect(await contents()).toEqual(['reply']);
      expect(await subject.store.messages.queue(USER_ID)).toEqual([stored]);
      expect(await accept(message, history('m', 1_000))).toEqual([null, null]);
      await subject.store.turns.decide(await subject.lease(), [sampleDecision()]);
      expect(await contents()).toEqual(['reply', 'live']);
    });

    it('gives its place to what the bot or the owner said', async () => {
      await accept(history('owner', 9_000), history('bot', 9_500), live('first', 2_000));
      await accept(live('owner', 3_000, { source: 'user_outgoing', origin: 'offline' }));
      const update = { turnId: 'unknown', index: 0, part: samplePart(), isLast: true };
      await subject.store.turns.advance(await subject.lease(), [{ ...update, said: live('bot', 4_000) }]);
      expect(await contents()).toEqual(['first', 'owner', 'bot']);
      const wanted = { limit: 10, since: 0 };
      const conversation = await subject.store.messages.conversation(USER_ID, 'ann', wanted);
      expect(conversation.map((message) => message.origin)).toEqual(['live', 'offline', 'live']);
    });

    it('of several senders of a group gives the place of the right one', async () => {
      const chat = sampleGroup('family');
      const [ann, bob] = [partyOf(sampleChat('ann')), partyOf(sampleChat('bob'))];
      const of = (sender: Party, content: string) =>
        history(content, 1_000, { chat, sender, providerMessageId: 'm' });
      await accept(of(ann, 'by ann'), of(bob, 'by bob'));
      await accept({ ...of(ann, 'live'), origin: 'live', acceptedTime: 2_000 });
      expect(await contents(10, 0, USER_ID, 'family')).toEqual(['by bob', 'live']);
    });

    it('without an id of the platform is never known', async () => {
      const anonymous = { providerMessageId: null };
      await accept(history('a', 1_000, anonymous), history('a', 1_000, anonymous));
      await accept(live('b', 2_000, anonymous));
      expect(await contents()).toEqual(['a', 'a', 'b']);
    });

    it('makes its chat known', async () => {
      const chat = sampleChat('zoe', { pushName: 'Zoe' });
      await accept(history('old', 1_000, { chat }));
      expect(await subject.store.messages.chats(USER_ID)).toEqual([chat]);
    });

    it('gives the same conversation in every order of its arrival', async () => {
      let run = 0;
      const property = fc.asyncProperty(arrivals, async ({ shuffled, saidAfter, limit, since }) => {
        run += 1;
        const [inOrder, anyOrder] = [`a-${run}`, `b-${run}`];
        const times = [...shuffled].sort((left, right) => left - right);
        await arrive(inOrder, times, []);
        await arrive(anyOrder, shuffled, saidAfter);
        expect(await contents(limit, since, anyOrder)).toEqual(await contents(limit, since, inOrder));
      });
      await fc.assert(property, { numRuns: options.modelRuns ?? DEFAULT_RUNS });
    }, 60_000);

    /** Accepts history of these times, one call each; what is said comes after as many of them as is told, else at last. */
    async function arrive(userId: string, times: readonly number[], saidAfter: readonly number[]) {
      const lease = await subject.lease(userId);
      const said = [10, 30, 20, 50].map((time) => live(`said at ${time}`, time));
      for (const [index, time] of times.entries()) {
        const due = saidAfter.filter((count) => count === index).flatMap(() => said.splice(0, 1));
        await subject.store.messages.accept(lease, [...due, history(`history of ${time}`, time)]);
      }
      await subject.store.messages.accept(lease, said);
    }
  });
}

/** Times of history, none of them that of another message, and a window onto the conversation. */
const arrivals = fc.record({
  shuffled: fc.uniqueArray(
    fc.integer({ min: 0, max: 60 }).map((time) => time + 0.5),
    { maxLength: 12 },
  ),
  saidAfter: fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
  limit: fc.integer({ min: 0, max: 18 }),
  since: fc.integer({ min: 0, max: 60 }),
});
