import type { IncomingMessage, MessageAnchor } from '@chat-imposter/core';
import { type Contact, type Group, type HistoryMessage, quoting } from '@chat-imposter/testing/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from './testing/bot.ts';
import { World } from './testing/world.ts';

const START = 1_700_000_000_000;

describe('the history', () => {
  let world: World;
  let bob: Contact;
  let group: Group;

  beforeEach(async () => {
    world = await World.begin();
    bob = world.whatsapp.contact({ number: '15551110002', name: 'Bob' });
    group = world.whatsapp.group({ subject: 'Friends', members: [world.ann, world.phone, bob] });
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const at = (minute: number) => START + minute * 60_000;
  const line = (
    minute: number,
    from: HistoryMessage['from'],
    content = `minute ${minute}`,
  ): HistoryMessage => ({
    id: `M${minute}`,
    from,
    content,
    sentAt: at(minute),
  });
  const contentsOf = (messages: readonly IncomingMessage[]) => messages.map(({ content }) => content);

  describe('that the phone tells of after the link', () => {
    it('reaches the core once, oldest first, with origin history, as any other message', async () => {
      const quoted = { id: 'M0', chat: world.ann.id, fromMe: false };
      const answer = quoting(quoted, { conversation: 'minute 0' }, 'of course').extendedTextMessage ?? {};
      world.phone.history = [
        {
          kind: 'initial',
          mappings: [bob],
          progress: 40,
          order: 1,
          chats: [
            {
              chat: world.ann,
              addressing: 'lid',
              messages: [
                line(0, world.ann),
                { ...line(1, world.phone), content: { extendedTextMessage: answer } },
                { ...line(2, world.ann), content: { reactionMessage: { text: '👍' } } },
              ],
            },
            { chat: group, messages: [line(3, bob), line(4, world.phone)] },
          ],
        },
        {
          kind: 'full',
          order: 2,
          chats: [
            { chat: world.ann, messages: [line(-9, world.ann), line(-8, world.ann)] },
            { chat: group, messages: [line(3, bob)] },
          ],
        },
        { kind: 'push-names', pushNames: [world.ann, bob] },
      ];
      const bot = await world.linkedBot();
      await bot.hears(7);
      const ann = { identifier: world.ann.id, alternateIdentifiers: [world.ann.lid], pushName: 'Ann' };
      expect(bot.accepted.slice(0, 2)).toEqual([
        {
          chat: { ...ann, kind: 'direct' },
          sender: ann,
          source: 'user',
          origin: 'history',
          providerMessageId: 'M0',
          content: 'minute 0',
          originatingTime: at(0),
        },
        {
          chat: { identifier: world.ann.id, alternateIdentifiers: [world.ann.lid], kind: 'direct' },
          sender: expect.objectContaining({ identifier: world.phone.id }),
          source: 'user_outgoing',
          origin: 'history',
          providerMessageId: 'M1',
          content: 'of course',
          quoted: 'minute 0',
          originatingTime: at(1),
        },
      ]);
      expect(bot.accepted[2]).toMatchObject({
        chat: { kind: 'group', identifier: group.id, savedName: 'Friends' },
        sender: { identifier: bob.id, alternateIdentifiers: [bob.lid] },
        content: 'minute 3',
      });
      const expected = [
        'minute 0',
        'of course',
        'minute 3',
        'minute 4',
        'minute -9',
        'minute -8',
        'minute 3',
      ];
      expect(contentsOf(bot.accepted)).toEqual(expected);
      const progress = bot.lines.filter(({ message }) => message === 'the phone told a part of the history');
      expect(progress.slice(0, 2).map(({ fields }) => fields)).toMatchObject([
        { chunk: 1, percent: 40, messages: 4 },
        { chunk: 2, percent: 100, messages: 3 },
      ]);
      const connected = bot.reports.filter(({ status }) => status === 'connected');
      expect(connected).toEqual([
        { status: 'connected' },
        { status: 'connected', historyPercent: 40 },
        { status: 'connected' },
      ]);
    });

    it('teaches the names that the owner saved', async () => {
      world.phone.history = [{ kind: 'initial', chats: [{ chat: world.ann, name: 'Annie' }] }];
      const bot = await world.linkedBot();
      await world.ann.says('hi');
      expect((await bot.hears(1)).sender).toMatchObject({ savedName: 'Annie', pushName: 'Ann' });
    });

    it('does not delay what is said live, nor end the connection, when the core does not take it', async () => {
      world.phone.history = [
        { kind: 'initial', chats: [{ chat: world.ann, messages: [line(0, world.ann), line(1, world.ann)] }] },
      ];
      const bot = world.bot();
      bot.beforeAccept = ({ origin }) => {
        if (origin === 'history') throw new Error('disk full');
      };
      await bot.session.start();
      await world.scan(bot);
      await bot.logs('the history waits');
      await world.ann.says('hi');
      await bot.hears(1);
      expect(contentsOf(bot.accepted)).toEqual(['hi']);

      bot.beforeAccept = () => {};
      world.phone.disconnect('socket-lost');
      await bot.hears(3);
      expect(contentsOf(bot.accepted)).toEqual(['hi', 'minute 0', 'minute 1']);
    });
  });

  describe('that the phone is asked for', () => {
    let bot: Bot;

    beforeEach(async () => {
      bot = await world.linkedBot();
    });

    const before = (minute: number, more: Partial<MessageAnchor> = {}): MessageAnchor => ({
      ...{ providerMessageId: `M${minute}`, source: 'user', senderId: world.ann.id },
      ...{ originatingTime: at(minute), ...more },
    });
    const fetch = async (
      chatId: string,
      options: { after?: number; before: MessageAnchor; limit?: number },
    ) => {
      const window = { after: 0, limit: 1_000, ...options };
      return (await bot.session.fetchHistory?.(chatId, window)) ?? [];
    };
    const minutes = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `minute ${from + index}`);

    it.each([
      ['the number', () => world.ann.id],
      ['the LID', () => world.ann.lid],
    ])(
      'is all of a window of a chat that is named by %s, and is not handed over as well',
      async (_what, id) => {
        const messages = minutes(0, 130).map((_, index) =>
          line(index, index % 3 === 0 ? world.phone : world.ann),
        );
        world.phone.archive = [{ chat: world.ann, addressing: 'lid', messages }];
        const found = await fetch(id(), { after: at(7), before: before(120) });
        expect(contentsOf(found)).toEqual(minutes(7, 120));
        expect(new Set(found.map(({ origin }) => origin))).toEqual(new Set(['history']));
        expect(new Set(found.map(({ chat }) => chat.identifier))).toEqual(new Set([world.ann.id]));
        expect(found[1]).toMatchObject({ source: 'user', originatingTime: at(8), providerMessageId: 'M8' });
        expect(found[2]).toMatchObject({ source: 'user_outgoing', sender: { identifier: world.phone.id } });
        await world.ann.says('end');
        await bot.hears(1);
        expect(contentsOf(bot.accepted)).toEqual(['end']);
        const told = bot.lines.filter(({ fields }) => 'messages' in fields && fields.messages !== 0);
        expect(told).toEqual([]);
      },
    );

    it('is the newest of more than is wanted', async () => {
      world.phone.archive = [
        { chat: world.ann, messages: minutes(0, 130).map((_, at) => line(at, world.ann)) },
      ];
      expect(contentsOf(await fetch(world.ann.id, { before: before(130), limit: 60 }))).toEqual(
        minutes(70, 130),
      );
      expect((await world.phone.asksForHistory()).count).toBe(50);
    });

    it('tells the members of a group apart', async () => {
      await world.ann.says('so that it is known who is who', { to: group });
      await bob.says('the same', { to: group });
      await bot.hears(2);
      const messages = [line(0, world.ann), line(1, bob), line(2, world.phone)];
      world.phone.archive = [{ chat: group, messages }];
      const found = await fetch(group.id, { before: before(3, { source: 'bot', senderId: world.phone.id }) });
      expect(found.map(({ sender }) => sender.identifier)).toEqual([world.ann.id, bob.id, world.phone.id]);
      expect(found[0]?.chat).toMatchObject({ kind: 'group', identifier: group.id, savedName: 'Friends' });
    });

    it('is nothing when the phone remembers nothing', async () => {
      expect(await fetch(world.ann.id, { before: before(0) })).toEqual([]);
    });

    it('can be asked for several chats at a time', async () => {
      world.phone.archive = [
        { chat: world.ann, messages: [line(0, world.ann, 'of Ann')] },
        { chat: bob, messages: [line(0, bob, 'of Bob')] },
      ];
      const found = await Promise.all([
        fetch(world.ann.id, { before: before(9) }),
        fetch(bob.id, { before: before(9) }),
      ]);
      expect(found.map(contentsOf)).toEqual([['of Ann'], ['of Bob']]);
    });

    it('fails after thirty seconds without an answer; a late one is taken as told by itself', async () => {
      world.phone.answersHistoryRequests = false;
      const failure = fetch(world.ann.id, { before: before(1) }).catch((error: unknown) => error);
      const { id } = await world.phone.asksForHistory();
      await bot.clock.fire(30_000);
      expect(await failure).toMatchObject({ name: 'ImposterError', code: 'upstream_timeout' });
      await world.phone.sendsHistory({
        kind: 'on-demand',
        answerTo: id,
        chats: [{ chat: world.ann, messages: [line(0, world.ann)] }],
      });
      expect(await bot.hears(1)).toMatchObject({ content: 'minute 0', origin: 'history' });
    });

    it('fails when not all of it could be had', async () => {
      world.phone.archive = [
        { chat: world.ann, messages: minutes(0, 80).map((_, at) => line(at, world.ann)) },
      ];
      const failure = fetch(world.ann.id, { before: before(80) }).catch((error: unknown) => error);
      await world.phone.asksForHistory();
      world.phone.answersHistoryRequests = false;
      await world.phone.asksForHistory();
      await bot.clock.fire(30_000);
      expect(await failure).toMatchObject({ code: 'upstream_timeout' });
    });

    it('fails when the connection is lost, or the bot stops, before the answer', async () => {
      world.phone.answersHistoryRequests = false;
      const before1 = bot.reports.length;
      const lost = fetch(world.ann.id, { before: before(1) }).catch((error: unknown) => error);
      await world.phone.asksForHistory();
      world.phone.disconnect('socket-lost');
      expect(await lost).toMatchObject({ name: 'ImposterError', code: 'not_connected' });
      await bot.reported('connected', undefined, before1);
      const stopped = fetch(world.ann.id, { before: before(1) }).catch((error: unknown) => error);
      await world.phone.asksForHistory();
      await bot.session.stop();
      expect(await stopped).toMatchObject({ code: 'not_connected' });
    });

    it('fails without a connection', async () => {
      await bot.session.stop();
      await expect(fetch(world.ann.id, { before: before(1) })).rejects.toMatchObject({
        code: 'not_connected',
      });
    });
  });
});
