import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './testing/world.ts';

/** Long enough for anything to reach the server that does not wait. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
}

describe('a message', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin();
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('is handed over with canonical ids, names, time and origin', async () => {
    const bot = await world.linkedBot();
    const { id } = await world.ann.says('hi', { sentAt: Date.now() });
    const person = {
      identifier: world.ann.id,
      alternateIdentifiers: [world.ann.lid],
      pushName: 'Ann',
    };
    const message = await bot.hears(1);
    expect(message).toEqual({
      chat: { ...person, kind: 'direct' },
      sender: person,
      source: 'user',
      origin: 'live',
      providerMessageId: id,
      content: 'hi',
      originatingTime: expect.any(Number),
    });
    expect(Math.abs((message.originatingTime ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('has the same contact key whichever id it came under', async () => {
    const bot = await world.linkedBot();
    await world.ann.says('by number', { addressing: 'number' });
    await world.ann.says('by LID', { addressing: 'lid' });
    await bot.hears(2);
    expect(bot.accepted.map(({ chat }) => chat.identifier)).toEqual([world.ann.id, world.ann.id]);
  });

  it('of the owner is one of theirs, in the chat with the other side', async () => {
    const bot = await world.linkedBot();
    await world.phone.types(world.ann, 'by hand');
    const message = await bot.hears(1);
    expect(message).toMatchObject({ source: 'user_outgoing', content: 'by hand' });
    expect(message.chat).toEqual({
      kind: 'direct',
      identifier: world.ann.id,
      alternateIdentifiers: [world.ann.lid],
    });
    expect(message.sender.identifier).toBe(world.phone.id);
  });

  it('is confirmed after it was accepted, not before', async () => {
    const bot = await world.linkedBot();
    const { id } = await world.ann.says('first');
    await world.phone.confirmed();
    const receipts: unknown[] = [];
    bot.beforeAccept = async () => {
      await manyTurns();
      receipts.push(...world.ann.receipts);
    };
    const second = await world.ann.says('second');
    await world.phone.confirmed();
    expect(receipts).toEqual([{ id, type: 'inactive' }]);
    expect(world.ann.receipts).toEqual([...receipts, { id: second.id, type: 'inactive' }]);
  });

  it('is not confirmed when it was not accepted, and comes again until it is', async () => {
    const bot = await world.linkedBot();
    let refusals = 2;
    bot.beforeAccept = async () => {
      await manyTurns();
      if (refusals-- > 0) throw new Error('disk full');
    };
    const before = bot.reports.length;
    const { id } = await world.ann.says('precious');
    await bot.reported('connecting', 'store_unavailable', before);
    expect(world.ann.receipts).toEqual([]);
    expect(world.phone.unconfirmed).toEqual([id]);
    expect(await bot.hears(1)).toMatchObject({ content: 'precious', origin: 'offline' });
    await world.phone.confirmed();
    expect(bot.accepted).toHaveLength(1);
    expect(bot.reports.filter(({ error }) => error?.code === 'store_unavailable')).toHaveLength(2);
  });

  it('is not even looked at when one before it was not accepted', async () => {
    const bot = await world.linkedBot();
    await bot.session.stop();
    await world.phone.disconnected();
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
    for (const text of texts) await world.ann.says(text);
    let refusals = 1;
    bot.beforeAccept = () => {
      if (refusals-- > 0) throw new Error('disk full');
    };
    await bot.session.start();
    await bot.hears(texts.length);
    expect(bot.accepted.map(({ content }) => content)).toEqual(texts);
    expect(bot.logged.filter((line) => line.includes('failed to decrypt'))).toHaveLength(1);
  });

  it('is not confirmed when the ratchet could not be stored, and comes again', async () => {
    const bot = await world.linkedBot();
    await world.ann.says('first');
    await world.phone.confirmed();
    let fails = true;
    bot.credentials.beforeWrite = (keys) => {
      if (!fails || !keys.some((key) => key.startsWith('session-'))) return;
      fails = false;
      throw new Error('disk full');
    };
    const before = bot.reports.length;
    await world.ann.says('second');
    await bot.reported('connecting', 'store_unavailable', before);
    await bot.reported('connected', undefined, before);
    await world.phone.confirmed();
    await world.ann.says('third');
    await world.phone.confirmed();
    expect(bot.accepted.map(({ content }) => content)).toEqual(['first', 'second', 'third']);
  });

  it('of a chat whose stored session cannot be read stops the bot and changes nothing', async () => {
    const bot = await world.linkedBot();
    await world.ann.says('first');
    await world.phone.confirmed();
    const session = `session-${world.ann.lid.replace('@lid', '_1.0')}`;
    expect(bot.credentials.entries.has(session)).toBe(true);
    bot.credentials.entries.set(session, '{"ty');
    await world.ann.says('second');
    await bot.reported('disconnected', 'auth_corrupt');
    expect(bot.credentials.entries.get(session)).toBe('{"ty');
    expect(bot.accepted.map(({ content }) => content)).toEqual(['first']);
    expect(world.phone.unconfirmed).toHaveLength(1);
  });

  it('that was committed but never confirmed is confirmed when it comes again', async () => {
    const bot = await world.linkedBot();
    bot.beforeAccept = async () => {
      bot.beforeAccept = () => {};
      world.phone.disconnect('socket-lost');
      await world.phone.disconnected();
    };
    const before = bot.reports.length;
    const { id } = await world.ann.says('hi');
    await bot.reported('connected', undefined, before);
    await world.phone.confirmed();
    await world.ann.says('and on');
    await world.phone.confirmed();
    expect(bot.accepted.map(({ content }) => content)).toEqual(['hi', 'and on']);
    expect(world.ann.receipts[0]).toEqual({ id, type: 'inactive' });
  });

  it('that was committed but never confirmed is known to the next process', async () => {
    const bot = await world.linkedBot();
    bot.beforeAccept = async () => {
      world.phone.disconnect('socket-lost');
      await world.phone.disconnected();
      void bot.session.stop();
    };
    const { id } = await world.ann.says('hi');
    await bot.reported('disconnected');
    expect(world.phone.unconfirmed).toEqual([id]);
    const next = world.bot(bot.credentials);
    await next.session.start();
    await next.reported('connected');
    await world.phone.confirmed();
    expect(world.ann.receipts).toEqual([{ id, type: 'inactive' }]);
  });

  it('from the time while the bot was away is marked as offline and keeps its place', async () => {
    const bot = await world.linkedBot();
    await bot.session.stop();
    await world.phone.disconnected();
    for (const text of ['one', 'two', 'three']) await world.ann.says(text);
    await bot.session.start();
    await bot.hears(3);
    await world.ann.says('four');
    await bot.hears(4);
    expect(bot.accepted.map(({ content, origin }) => [content, origin])).toEqual([
      ['one', 'offline'],
      ['two', 'offline'],
      ['three', 'offline'],
      ['four', 'live'],
    ]);
  });

  it.each([0, 3])('keeps its place when the store takes %i turns for each look-up', async (turns) => {
    const bot = await world.linkedBot();
    await bot.session.stop();
    await world.phone.disconnected();
    const waiting = Array.from({ length: 12 }, (_, index) => `${index} waits`);
    for (const text of waiting) await world.ann.says(text);
    bot.credentials.turns = turns;
    await bot.session.start();
    await bot.reported('connected', undefined, bot.reports.length);
    const live = Array.from({ length: 3 }, (_, index) => `${index} is live`);
    for (const text of live) await world.ann.says(text);
    await bot.hears(15);
    expect(bot.accepted.map(({ content }) => content)).toEqual([...waiting, ...live]);
    expect(bot.accepted.map(({ origin }) => origin).slice(0, 12)).toEqual(waiting.map(() => 'offline'));
  });

  it('of a new contact who writes several at once keeps its place', async () => {
    const bot = await world.linkedBot();
    bot.credentials.turns = 3;
    const texts = Array.from({ length: 8 }, (_, index) => `message ${index}`);
    for (const text of texts) await world.ann.says(text);
    await bot.hears(texts.length);
    expect(bot.accepted.map(({ content }) => content)).toEqual(texts);
  });

  it('is accepted once when it is delivered twice', async () => {
    const bot = await world.linkedBot();
    const { id } = await world.ann.says('hi');
    await world.ann.says('hi', { id });
    await world.ann.says('end');
    await world.phone.confirmed();
    expect(bot.accepted.map(({ content }) => content)).toEqual(['hi', 'end']);
  });

  it('that is being accepted is waited for by a stop', async () => {
    const bot = await world.linkedBot();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    bot.beforeAccept = async () => {
      asked.resolve();
      await answer.promise;
    };
    await world.ann.says('hi');
    await asked.promise;
    let hasStopped = false;
    const stopped = bot.session.stop().then(() => {
      hasStopped = true;
    });
    await world.phone.disconnected();
    await manyTurns();
    expect(hasStopped).toBe(false);
    answer.resolve();
    await stopped;
    expect(bot.accepted).toHaveLength(1);
  });

  it('never makes libsignal print keys', async () => {
    const printed: string[] = [];
    const original = { info: console.info, warn: console.warn, error: console.error };
    const note = (...values: unknown[]) => void printed.push(values.map(String).join(' '));
    Object.assign(console, { info: note, warn: note, error: note });
    try {
      const bot = await world.linkedBot();
      await Promise.all([
        world.ann.says('hi'),
        bot.session.send(world.ann.id, 'hello', { messageId: '3EB0000000000000000001' }),
      ]);
      await bot.hears(1);
    } finally {
      Object.assign(console, original);
    }
    expect(printed).toEqual([]);
  });
});
