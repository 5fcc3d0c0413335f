import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { ChatSubject } from './chat-subject.ts';
import type { ChatAbility } from './options.ts';

const MOST_BYTES = 65_536;
const DEFAULT_LONGEST = 70_000;

/** Texts that get lost or changed where somebody is careless. */
export const EXACT_TEXTS = [
  'plain words',
  'line one\nline two\n\nline four',
  '  blanks around it  ',
  'family 👨‍👩‍👧‍👦, flag 🇮🇱, skin 👍🏽',
  'שלום, מה שלומך? ‏(RTL)',
  'مرحبا ‏123',
  'e\u0301 is not \u00e9',
  '"quotes", \\backslashes\\, <b>tags</b> & {"json": null}',
  '%s %d {{name}} $1 $$',
  'zero\u200bwidth and\u00a0hard blank',
  'tab\tand a *star* _line_ `tick`',
] as const;

/** ChatEvents.accept: what is handed over. */
export const receivingChecks: readonly Check<ChatSubject, ChatAbility>[] = [
  {
    title: 'hands over a message of a contact with its id, chat, sender and source',
    async run(subject) {
      const bot = await subject.linkedBot();
      const { messageId } = await bot.account.writes('ann', 'hello from Ann');
      const message = await bot.accepts('hello from Ann');
      expect(message).toMatchObject({
        providerMessageId: messageId,
        source: 'user',
        origin: 'live',
        chat: { kind: 'direct' },
        sender: { identifier: message.chat.identifier },
      });
      await bot.acknowledges();
      expect(bot.accepted).toHaveLength(1);
    },
  },
  {
    title: 'gives a contact one identifier, and another contact another',
    async run(subject) {
      const bot = await subject.linkedBot();
      const [ann, bob] = [await bot.chatWith('ann'), await bot.chatWith('bob')];
      await bot.account.writes('ann', 'and again');
      expect((await bot.accepts('and again')).chat.identifier).toBe(ann);
      expect(bob).not.toBe(ann);
    },
  },
  {
    title: 'gives a contact the same identifier after a restart',
    async run(subject) {
      const first = await subject.linkedBot();
      const ann = await first.chatWith('ann');
      const next = await subject.restart(first);
      expect(await next.chatWith('ann')).toBe(ann);
    },
  },
  {
    title: 'gives a contact the same identifier under whichever id the platform names them',
    needs: ['other_ids'],
    async run(subject) {
      const bot = await subject.linkedBot();
      const ann = await bot.chatWith('ann');
      await bot.account.writesUnderOtherId?.('ann', 'it is me');
      const { chat } = await bot.accepts('it is me');
      expect(chat.identifier).toBe(ann);
    },
  },
  {
    title: 'tells the owner from the contact, in the same chat',
    async run(subject) {
      const bot = await subject.linkedBot();
      const ann = await bot.chatWith('ann');
      const { messageId } = await bot.account.ownerWrites('ann', 'written by hand');
      const message = await bot.accepts('written by hand');
      expect(message).toMatchObject({ source: 'user_outgoing', providerMessageId: messageId });
      expect(message.chat).toMatchObject({ kind: 'direct', identifier: ann });
    },
  },
  {
    title: 'tells group and sender of a message in a group',
    needs: ['groups'],
    async run(subject) {
      const bot = await subject.linkedBot();
      const ann = await bot.chatWith('ann');
      await bot.account.writesInGroup?.('movies', 'ann', 'hello all');
      await bot.account.writesInGroup?.('movies', 'bob', 'hello Ann');
      const [fromAnn, fromBob] = [await bot.accepts('hello all'), await bot.accepts('hello Ann')];
      expect(fromAnn.chat.kind).toBe('group');
      expect(fromAnn.chat.identifier).not.toBe(ann);
      expect(fromBob.chat.identifier).toBe(fromAnn.chat.identifier);
      expect(fromAnn.sender.identifier, 'the member is the same person').toBe(ann);
      expect(fromBob.sender.identifier).not.toBe(ann);
      await bot.send(fromAnn.chat.identifier, 'hello group');
      await bot.isSeenBy('movies', 1);
      expect(bot.account.seenBy('ann')).toEqual([]);
    },
  },
  {
    title: 'hands over every text as it was written',
    async run(subject) {
      const bot = await subject.linkedBot();
      for (const text of EXACT_TEXTS) await bot.account.writes('ann', text);
      await bot.offers(EXACT_TEXTS.length);
      expect(bot.offered.map(({ content }) => content).sort()).toEqual([...EXACT_TEXTS].sort());
    },
  },
  {
    title: 'hands over a long text as far as it fits into 64 KB, and cuts no character',
    async run(subject) {
      const bot = await subject.linkedBot();
      const bytes = subject.options.longestText ?? DEFAULT_LONGEST;
      // Odd, so that the limit falls into the middle of a character.
      const text = `x${'🎈'.repeat(Math.floor((bytes - 1) / 4))}`;
      await bot.account.writes('ann', text);
      await bot.offers(1);
      const content = bot.offered[0]?.content ?? '';
      expect(text.startsWith(content), 'it is the beginning of the text').toBe(true);
      expect(content.isWellFormed(), 'no half character').toBe(true);
      const expected = Math.min(Buffer.byteLength(text), MOST_BYTES);
      expect(Buffer.byteLength(content)).toBeGreaterThan(expected - 4);
    },
  },
  {
    title: 'hands over the first messages of a new contact in their order',
    async run(subject) {
      const bot = await subject.linkedBot();
      const texts = Array.from({ length: 10 }, (_, index) => `message ${index + 1} of a stranger`);
      for (const text of texts) await bot.account.writes('ann', text);
      await bot.offers(texts.length);
      expect(bot.offered.map(({ content }) => content)).toEqual(texts);
    },
  },
  {
    title: 'hands over the messages of a chat in their order, however slowly they are taken',
    async run(subject) {
      const bot = await subject.linkedBot();
      const texts = Array.from({ length: 20 }, (_, index) => `message ${index + 1} of many`);
      const release = bot.holdAcceptance();
      await bot.account.writes('ann', 'the first');
      await bot.offers(1);
      for (const text of texts) await bot.account.writes('ann', text);
      release();
      await bot.accepts(texts.at(-1) ?? '');
      expect(bot.offered.map(({ content }) => content)).toEqual(['the first', ...texts]);
    },
  },
  {
    title: 'hands over what waited before what is written as soon as it is connected',
    async run(subject) {
      const first = await subject.linkedBot();
      await first.stop();
      const texts = Array.from({ length: 20 }, (_, index) => `message ${index + 1} that waited`);
      for (const text of texts) await first.account.writes('ann', text);
      const bot = await subject.restart(first);
      await bot.account.writes('ann', 'the last one');
      await bot.offers(texts.length + 1);
      expect(bot.offered.map(({ content }) => content)).toEqual([...texts, 'the last one']);
    },
  },
];
