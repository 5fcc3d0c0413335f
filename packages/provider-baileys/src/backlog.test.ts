import { type Contact, edit, type Group } from '@chat-imposter/testing/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from './testing/bot.ts';
import { World } from './testing/world.ts';

const ROUNDS = 50;

describe('what waited while the bot was away', () => {
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

  /** What is told of each chat, in order. */
  function tellings(bot: Bot): Map<string, string[]> {
    const told = new Map<string, string[]>();
    const note = (chatId: string, what: string) => told.set(chatId, [...(told.get(chatId) ?? []), what]);
    bot.beforeAccept = ({ chat, content }) => void note(chat.identifier, content);
    bot.beforeChange = ({ chat, providerMessageId }) =>
      void note(chat.identifier, `change of ${providerMessageId}`);
    return told;
  }

  it('comes whole and in order, each once and marked, whoever wrote it and wherever', {
    timeout: 60_000,
  }, async () => {
    const first = await world.linkedBot();
    await first.session.stop();
    await world.phone.disconnected();
    const expected: Record<string, string[]> = { [world.ann.id]: [], [bob.id]: [], [group.id]: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const text of [`a${round}`, `b${round}`, `c${round}`]) {
        await world.ann.says(text, { addressing: text.startsWith('b') ? 'lid' : 'number' });
        expected[world.ann.id]?.push(text);
      }
      await world.phone.types(world.ann, `owner ${round}`);
      const { id } = await world.ann.says(`typo ${round}`);
      await world.ann.sends(edit({ id, chat: world.phone.id, fromMe: true }, `text ${round}`));
      expected[world.ann.id]?.push(`owner ${round}`, `typo ${round}`, `change of ${id}`);
      for (const text of [`d${round}`, `e${round}`, `f${round}`]) await bob.says(text);
      expected[bob.id]?.push(`d${round}`, `e${round}`, `f${round}`);
      await bob.says(`group ${round}`, { to: group });
      expected[group.id]?.push(`group ${round}`);
    }
    const bot = world.bot(first.credentials);
    const told = tellings(bot);
    await bot.session.start();
    await world.phone.confirmed({ timeoutMs: 30_000 });
    expect(bot.accepted).toHaveLength(9 * ROUNDS);
    expect(bot.edits).toHaveLength(ROUNDS);
    expect(Object.fromEntries(told)).toEqual(expected);
    expect(new Set(bot.accepted.map(({ origin }) => origin))).toEqual(new Set(['offline']));

    await bot.session.stop();
    const next = world.bot(first.credentials);
    await next.session.start();
    await next.reported('connected');
    await world.ann.says('and now', { sentAt: Date.now() });
    await next.hears(1);
    expect(next.accepted).toMatchObject([{ content: 'and now', origin: 'live' }]);
    expect(next.edits).toEqual([]);
  });

  it('comes once although the bot is restarted in the middle of it', { timeout: 60_000 }, async () => {
    let bot = await world.linkedBot();
    await bot.session.stop();
    await world.phone.disconnected();
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    for (const text of texts) await world.ann.says(text);
    const known = new Map<string, string>();
    for (let start = 0; start < 5; start += 1) {
      bot = world.bot(bot.credentials);
      const enough = Promise.withResolvers<void>();
      let count = 0;
      bot.beforeAccept = ({ providerMessageId, content, origin }) => {
        // What was stored before a stop whose receipt was lost comes again; the core knows it by its id.
        known.set(providerMessageId, content);
        expect(origin).toBe('offline');
        if (++count === 20) enough.resolve();
      };
      await bot.session.start();
      await enough.promise;
      await bot.session.stop();
    }
    bot = world.bot(bot.credentials);
    bot.beforeAccept = ({ providerMessageId, content }) => void known.set(providerMessageId, content);
    await bot.session.start();
    await world.phone.confirmed();
    expect([...known.values()]).toEqual(texts);
  });

  it('is known to have waited although it had to be asked for again', async () => {
    const first = await world.linkedBot();
    await world.ann.says('before');
    await world.phone.types(world.ann, 'before, by hand');
    await world.phone.confirmed();
    await first.session.stop();
    await world.phone.disconnected();
    for (const key of first.credentials.entries.keys()) {
      if (key.startsWith('session-')) first.credentials.entries.delete(key);
    }
    await world.ann.says('while away');
    await world.phone.types(world.ann, 'by hand');
    const bot = world.bot(first.credentials);
    await bot.session.start();
    await bot.hears(2);
    const origins = Object.fromEntries(bot.accepted.map(({ content, origin }) => [content, origin]));
    expect(origins).toEqual({ 'by hand': 'offline', 'while away': 'offline' });
  });
});
