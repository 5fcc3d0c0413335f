import {
  type Chat,
  type NewMessage,
  partyOf,
  type Settlement,
  type StoredMessage,
} from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleChat, sampleGroup, sampleMessage, sampleReply } from '../sample-messages.ts';
import { pagesOf } from './history-pages.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const ANN = sampleChat('ann');
const BOB = sampleChat('bob');
const FAMILY = sampleGroup();
const FIRST = { incomingOnly: false, before: null, limit: 100 };

/** A message that is told by its content, which is its id too. */
function message(content: string, acceptedTime: number, more: Partial<NewMessage> = {}): NewMessage {
  return sampleMessage({ content, providerMessageId: content, acceptedTime, ...more });
}

/** The same of synced history, with its own time. */
function synced(content: string, originatingTime: number | null, more: Partial<NewMessage> = {}): NewMessage {
  return message(content, 50_000, { origin: 'history', state: 'said', originatingTime, ...more });
}

/** What the bot said. */
function reply(content: string, acceptedTime: number, chat: Chat = ANN): NewMessage {
  return sampleReply({ content, providerMessageId: content, acceptedTime, chat });
}

/** Messages in every state, in three chats, most of them of one time. */
const MIXED = [
  message('waits', 7),
  message('answered', 7),
  message('of bob', 7, { chat: BOB }),
  message('evicted', 7),
  message('cleared', 7),
  reply('said', 7),
  message('of the family', 7, { chat: FAMILY, sender: partyOf(BOB) }),
  synced('old', 3),
  synced('of the same time', 7, { chat: BOB }),
  message('parked', 7),
  message('skipped', 8),
  message('collected', 8, { state: 'collected' }),
  message('without an id', 8, { providerMessageId: null }),
  message('the last of bob', 8, { chat: BOB }),
];

const NEWEST_FIRST = [
  ...['the last of bob', 'without an id', 'collected', 'skipped', 'parked', 'of the same time'],
  ...['of the family', 'said', 'cleared', 'evicted', 'of bob', 'answered', 'waits', 'old'],
];
const OF_BOB = ['the last of bob', 'of the same time', 'of bob'];

/** MessageStore.history */
export function testHistory(options: StoreConformanceOptions): void {
  describe('history', () => {
    const subject = useStore(options);

    async function accept(...messages: NewMessage[]): Promise<(StoredMessage | null)[]> {
      return subject.store.messages.accept(await subject.lease(), messages);
    }

    async function settle(id: number, state: Settlement['state']): Promise<void> {
      const settlement = { correspondentId: 'ann', ids: [id], state, reason: null };
      await subject.store.messages.settle(await subject.lease(), [settlement]);
    }

    async function fill(): Promise<void> {
      await accept(...MIXED);
      await settle(2, 'answered');
      await settle(3, 'evicted');
      await settle(4, 'cleared');
      await settle(5, 'parked');
      await settle(6, 'skipped');
      await settle(8, 'evicted');
    }

    async function contents(
      query: Partial<typeof FIRST & { correspondentId: string }> = {},
    ): Promise<string[]> {
      const { messages } = await subject.store.messages.history(USER_ID, { ...FIRST, ...query });
      return messages.map(({ content }) => content);
    }

    async function paged(limit: number, between?: () => Promise<void>): Promise<string[]> {
      const pages = await pagesOf(subject, USER_ID, { incomingOnly: false, limit }, between);
      return pages.flat().map(({ content }) => content);
    }

    it('is empty for an unknown contact or bot', async () => {
      await accept(message('said', 1));
      const nothing = { messages: [], next: null };
      const { messages } = subject.store;
      expect(await messages.history('nobody', FIRST)).toEqual(nothing);
      expect(await messages.history(USER_ID, { ...FIRST, correspondentId: 'nobody' })).toEqual(nothing);
      expect(await messages.history('nobody', { ...FIRST, correspondentId: 'ann' })).toEqual(nothing);
    });

    it('has what is queued, what was said and what is in neither, newest first', async () => {
      await fill();
      expect(await contents()).toEqual(NEWEST_FIRST);
      expect(await contents({ correspondentId: 'bob' })).toEqual(OF_BOB);
      expect(await contents({ correspondentId: 'ann' })).toEqual(
        NEWEST_FIRST.filter((content) => !OF_BOB.includes(content) && content !== 'of the family'),
      );
      await subject.reopen();
      expect(await contents()).toEqual(NEWEST_FIRST);
    });

    it('gives messages as they are now', async () => {
      const [first, second] = await accept(message('first', 1), message('second', 2, { chat: FAMILY }));
      await settle(1, 'parked');
      const { messages, next } = await subject.store.messages.history(USER_ID, FIRST);
      expect(messages).toEqual([second, { ...first, state: 'parked' }]);
      expect(next).toBeNull();
    });

    it('leaves out what the bot and the owner said, and synced history, where only incoming ones are wanted', async () => {
      await fill();
      await accept(message('of the owner', 9, { source: 'user_outgoing', state: 'said' }));
      const others = ['said', 'old', 'of the same time'];
      const incoming = NEWEST_FIRST.filter((content) => !others.includes(content));
      expect(await contents({ incomingOnly: true })).toEqual(incoming);
      expect(await contents({ incomingOnly: true, correspondentId: 'bob' })).toEqual([
        'the last of bob',
        'of bob',
      ]);
      const pages = await pagesOf(subject, USER_ID, { incomingOnly: true, limit: 2 });
      expect(pages.flat().map(({ content }) => content)).toEqual(incoming);
      expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
    });

    it.each([1, 2, 3, 5, 7, 13, 14, 15])('skips and repeats nothing by pages of %i', async (limit) => {
      await fill();
      const pages = await pagesOf(subject, USER_ID, { incomingOnly: false, limit });
      expect(pages.flat().map(({ content }) => content)).toEqual(NEWEST_FIRST);
      expect(pages).toHaveLength(Math.ceil(NEWEST_FIRST.length / limit));
      const ofBob = await pagesOf(subject, USER_ID, {
        correspondentId: 'bob',
        incomingOnly: false,
        limit,
      });
      expect(ofBob.flat().map(({ content }) => content)).toEqual(OF_BOB);
    });

    it('takes a limit of none for one, and gives as many as there are for a large one', async () => {
      await fill();
      expect(await contents({ limit: 0 })).toEqual(NEWEST_FIRST.slice(0, 1));
      expect(await contents({ limit: Number.POSITIVE_INFINITY })).toEqual(NEWEST_FIRST);
    });

    it('skips and repeats nothing of many messages of one time', async () => {
      const many = Array.from({ length: 120 }, (_, index) =>
        message(`m-${index}`, 5, {
          chat: index % 3 === 0 ? BOB : ANN,
          state: index % 2 ? 'said' : 'waiting',
        }),
      );
      await accept(...many);
      // They leave the queue in another order than that of recording.
      const halves = [20, 0].map((start) => Array.from({ length: 20 }, (_, index) => start + index + 1));
      for (const ids of halves) {
        const settlement = { correspondentId: 'ann', ids, state: 'evicted', reason: null } as const;
        await subject.store.messages.settle(await subject.lease(), [settlement]);
      }
      expect(await paged(7)).toEqual(many.map(({ content }) => content).reverse());
    });

    it('stands by the order of acceptance, also after a clock was set back', async () => {
      await accept(
        message('a', 9_000),
        message('b', 2_000),
        reply('c', 3_000),
        message('of bob', 8_000, { chat: BOB }),
      );
      await settle(1, 'cleared');
      expect(await contents()).toEqual(['c', 'b', 'a', 'of bob']);
      expect(await paged(1)).toEqual(['c', 'b', 'a', 'of bob']);
    });

    it('has synced history by its own time, or else by that of its acceptance', async () => {
      await accept(
        reply('live', 20_000),
        synced('early', 10_000),
        synced('without a time', null),
        synced('late', 30_000, { chat: BOB }),
        synced('ahead', 99_000),
      );
      expect(await paged(2)).toEqual(['ahead', 'without a time', 'late', 'live', 'early']);
    });

    it('is not disturbed by what comes between two pages, nor by what changes', async () => {
      await fill();
      let count = 0;
      const read = await paged(2, async () => {
        count += 1;
        await accept(message(`new ${count}`, 8 + count), synced(`new ${count} of history`, 60_000));
        if (count === 1) await settle(1, 'answered');
        if (count === 2) await settle(7, 'evicted');
        if (count === 3) {
          const lease = await subject.lease();
          const settlement = { correspondentId: 'bob', ids: [1, 2], state: 'cleared', reason: null } as const;
          await subject.store.messages.settle(lease, [settlement]);
        }
      });
      expect(read).toEqual(NEWEST_FIRST);
    });

    it('goes on where it was when two chats become one between two pages, in all chats and in the one', async () => {
      await fill();
      const merge = async () => {
        await subject.store.messages.merge(await subject.lease(), 'bob', ANN);
      };
      expect(await paged(3, merge)).toEqual(NEWEST_FIRST);
      const ofAnn = NEWEST_FIRST.filter((content) => content !== 'of the family');
      expect(await contents({ correspondentId: 'ann' })).toEqual(ofAnn);
      expect(await contents({ correspondentId: 'bob' })).toEqual([]);
      const pages = await pagesOf(subject, USER_ID, {
        correspondentId: 'ann',
        incomingOnly: false,
        limit: 2,
      });
      expect(pages.flat().map(({ content }) => content)).toEqual(ofAnn);
      expect(new Set(pages.flat().map(({ correspondentId }) => correspondentId))).toEqual(new Set(['ann']));
    });

    it('goes on with another store on the same data', async () => {
      await fill();
      const reopen = async () => {
        await subject.reopen();
      };
      expect(await paged(4, reopen)).toEqual(NEWEST_FIRST);
    });

    it('has nothing that was reduced or erased, also when that is between two pages', async () => {
      await fill();
      const reduce = async () => {
        while (await subject.store.retention.reduce({ textsBefore: 8, idsBefore: 0 }, 100));
      };
      // What is queued stays.
      const left = [...NEWEST_FIRST.slice(0, 4), 'of the family', 'of bob', 'waits'];
      const before = NEWEST_FIRST.slice(0, 3);
      expect(await paged(3, reduce)).toEqual([...before, ...left.slice(3)]);
      expect(await contents()).toEqual(left);
      const lease = await subject.lease();
      while ((await subject.store.retention.erase(lease, BOB, 100)) > 0);
      expect(await contents()).toEqual(['without an id', 'collected', 'skipped', 'waits']);
    });

    it('has what its writer changed, and that it was deleted', async () => {
      await accept(message('a', 1), message('b', 2));
      const ofAnn = { correspondentId: 'ann', senderIds: ['ann'], source: 'user' } as const;
      await subject.store.messages.revise(await subject.lease(), [
        { ...ofAnn, providerMessageId: 'a', content: 'changed' },
        { ...ofAnn, providerMessageId: 'b', content: null },
      ]);
      const { messages } = await subject.store.messages.history(USER_ID, FIRST);
      expect(messages).toMatchObject([{ state: 'skipped', reason: 'deleted' }, { content: 'changed' }]);
    });

    it('is that of one bot', async () => {
      await accept(message('own', 1));
      await subject.store.messages.accept(await subject.lease('bert'), [message('of bert', 2)]);
      expect(await contents()).toEqual(['own']);
      expect(await contents({ correspondentId: 'ann' })).toEqual(['own']);
    });

    it.each(['', 'x', '7 12', '0', 'bnVsbA', 'NyAxMg==', 'Ny4gMTI', 'SW5maW5pdHkgMQ', '\ud800'])(
      'refuses %j as a place to go on from',
      async (before) => {
        await fill();
        for (const more of [{}, { correspondentId: 'ann' }]) {
          const reading = subject.store.messages.history(USER_ID, { ...FIRST, ...more, before });
          await expect(reading).rejects.toMatchObject({ code: 'invalid_cursor' });
        }
      },
    );

    it('gives copies', async () => {
      await accept(message('a', 1, { chat: FAMILY, sender: partyOf(BOB) }));
      const [read] = (await subject.store.messages.history(USER_ID, FIRST)).messages;
      const kept = structuredClone(read);
      if (read) Object.assign(read, { content: 'spoiled' });
      if (read?.group) Object.assign(read.group, { displayName: 'spoiled' });
      expect((await subject.store.messages.history(USER_ID, FIRST)).messages).toEqual([kept]);
    });
  });
}
