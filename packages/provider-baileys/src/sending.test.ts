import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from './testing/bot.ts';
import { World } from './testing/world.ts';

const FIRST = '3EB0000000000000000001';
const SECOND = '3EB0000000000000000002';
const THIRD = '3EB0000000000000000003';

describe('BaileysSession.send', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin();
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const send = (bot: Bot, text: string, messageId = FIRST) =>
    bot.session.send(world.ann.id, text, { messageId });

  it('delivers the text under the given id and resolves when it is acknowledged', async () => {
    const bot = await world.linkedBot();
    await send(bot, 'hello');
    expect(await world.ann.hears()).toMatchObject({ id: FIRST, text: 'hello', from: world.phone.id });
  });

  it('does not hand its own message to the core', async () => {
    const bot = await world.linkedBot({ emitOwnEvents: true });
    await send(bot, 'hello');
    await world.ann.says('end');
    await bot.hears(1);
    expect(bot.accepted.map(({ content }) => content)).toEqual(['end']);
  });

  it('does not resolve before the acknowledgement, and fails as retryable after thirty seconds without', async () => {
    const bot = await world.linkedBot();
    world.phone.sendTreatment = 'lose-acknowledgement';
    const sent = send(bot, 'hello');
    await world.ann.hears();
    await bot.clock.fire(30_000);
    await expect(sent).rejects.toMatchObject({ name: 'SendError', kind: 'retryable' });
  });

  it('shows a message that was sent again under its id once', async () => {
    const bot = await world.linkedBot();
    world.phone.sendTreatment = 'lose-acknowledgement';
    const first = send(bot, 'hello');
    await world.ann.hears();
    await bot.clock.fire(30_000);
    await first.catch(() => undefined);
    world.phone.sendTreatment = 'deliver';
    await send(bot, 'hello');
    await send(bot, 'end', SECOND);
    expect(world.ann.heard.map(({ text }) => text)).toEqual(['hello', 'end']);
  });

  it.each([
    [463, 'restricted'],
    [429, 'throttled'],
    [500, 'retryable'],
    [479, 'rejected'],
    [400, 'rejected'],
  ])('fails when the platform refuses with %i: %s', async (code, kind) => {
    const bot = await world.linkedBot();
    world.phone.sendTreatment = { refuse: code };
    await expect(send(bot, 'hello')).rejects.toMatchObject({ name: 'SendError', kind });
  });

  it('fails as closed when the connection goes away before the acknowledgement', async () => {
    const bot = await world.linkedBot();
    world.phone.sendTreatment = 'lose';
    const sent = send(bot, 'hello');
    await world.phone.transmits();
    world.phone.disconnect('socket-lost');
    await expect(sent).rejects.toMatchObject({ kind: 'closed' });
  });

  it('fails as closed while there is no connection', async () => {
    const bot = world.bot();
    await expect(send(bot, 'hello')).rejects.toMatchObject({ kind: 'closed' });
  });

  it('fails as closed when it waits for a stopped session', async () => {
    const bot = await world.linkedBot();
    world.phone.sendTreatment = 'lose';
    const sent = send(bot, 'hello').catch((error: unknown) => error);
    await world.phone.transmits();
    await bot.session.stop();
    expect(await sent).toMatchObject({ name: 'SendError', kind: 'closed' });
  });

  it.each(['123@lid@s.whatsapp.net', 'Ann', '', 'status@broadcast', '1@newsletter'])(
    'refuses the chat id %j without asking the platform',
    async (chatId) => {
      const bot = await world.linkedBot();
      await expect(bot.session.send(chatId, 'hello', { messageId: FIRST })).rejects.toMatchObject({
        kind: 'rejected',
      });
      expect(world.phone.transmitted).toEqual([]);
    },
  );

  it('can be called at the moment when the session reports that it is connected', async () => {
    const bot = world.bot();
    const sent = bot.reported('connected').then(() => send(bot, 'early'));
    await bot.session.start();
    await world.scan(bot);
    await sent;
    await world.ann.says('answer');
    await bot.hears(1);
    await send(bot, 'later', SECOND);
    await world.phone.confirmed();
    expect(world.ann.heard.map(({ text }) => text)).toEqual(['early', 'later']);
  });

  it('does not use a session while a message that changes it is being accepted', async () => {
    const bot = await world.linkedBot();
    await world.ann.says('first');
    await bot.hears(1);
    await send(bot, 'first');
    await world.ann.hears();
    await world.ann.says('second');
    await bot.hears(2);
    let sent: Promise<void> | undefined;
    bot.beforeAccept = async () => {
      sent = send(bot, 'meanwhile', SECOND);
      for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    };
    await world.ann.says('third');
    await bot.hears(3);
    await sent;
    await send(bot, 'after', THIRD);
    expect(world.ann.heard.map(({ text }) => text)).toEqual(['first', 'meanwhile', 'after']);
    expect(world.phone.transmitted).toHaveLength(3);
  });

  it('stores its own change of the session when it is called from within an acceptance', async () => {
    const bot = await world.linkedBot();
    let answered: Promise<void> | undefined;
    bot.beforeAccept = ({ content }) => {
      answered = send(bot, `re: ${content}`);
    };
    await world.ann.says('question');
    await bot.hears(1);
    await answered;
    const session = `session-${world.ann.lid.replace('@lid', '_1.0')}`;
    const written = bot.credentials.writes.filter((keys) => keys.includes(session));
    // With the question; before the answer leaves; and with the transaction of the answer.
    expect(written.map((keys) => keys.some((key) => key.startsWith('decrypted-part')))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('goes on with the session that there is after a restart', async () => {
    const bot = await world.linkedBot();
    await world.ann.says('hi');
    await bot.hears(1);
    await send(bot, 'one');
    await world.ann.hears();
    await bot.session.stop();
    const next = world.bot(bot.credentials);
    await next.session.start();
    await next.reported('connected');
    await send(next, 'two', SECOND);
    await world.ann.hears();
    const [[, record] = []] = [...bot.credentials.entries].filter(([key]) => key.startsWith('session-9'));
    const { _sessions } = JSON.parse(record ?? '{}') as { _sessions: object };
    expect(Object.keys(_sessions)).toHaveLength(1);
  });

  it('does not even try to look up a link of a text', async () => {
    const bot = await world.linkedBot();
    await send(bot, 'see https://example.org/page');
    expect((await world.ann.hears()).text).toBe('see https://example.org/page');
    expect(bot.logged.filter((line) => line.includes('url'))).toEqual([]);
  });

  it('is answered for after a restart, when the receiver asks for what it could not read', async () => {
    const bot = await world.linkedBot();
    await send(bot, 'before', SECOND);
    await world.ann.hears();
    world.ann.reinstalls();
    world.phone.interruption = { at: 'acknowledgement', with: 'socket-lost' };
    world.phone.loginRefusal = 503;
    await expect(send(bot, 'hello')).rejects.toMatchObject({ kind: 'closed' });
    await bot.session.stop();
    expect(world.ann.heard.map(({ text }) => text)).toEqual(['before']);

    world.phone.loginRefusal = undefined;
    const next = world.bot(bot.credentials);
    next.sentTexts.set(FIRST, 'hello');
    await next.session.start();
    expect(await world.ann.hears()).toMatchObject({ id: FIRST, text: 'hello' });
    expect(world.whatsapp.problems).toEqual([]);
  });
});
