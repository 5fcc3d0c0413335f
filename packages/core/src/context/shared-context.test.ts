import { describe, expect, it } from 'vitest';
import type { Chat } from '../contracts/message.ts';
import {
  ANN,
  BOB,
  blockOf,
  CLEO,
  groupOf,
  MOVIES,
  person,
  STRANGER,
  setUpPrompts,
  textOf,
} from '../test-support/prompts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('SharedContext', () => {
  it('tells a chat in one block what was said in the others', async () => {
    const bot = await setUpPrompts();
    await bot.talk(BOB, 'beer?', 'sure, at eight');
    const request = await bot.talk(ANN, 'hello', 'hi');
    expect(blockOf(request)?.split('\n').slice(2, -1)).toEqual([
      'Chat with "Bob":',
      '> Bob: beer?',
      '> you: sure, at eight',
    ]);
    expect(request.messages).toHaveLength(2);
  });

  it('never merges the block with the first turn of the chat', async () => {
    const bot = await setUpPrompts();
    await bot.talk(BOB, 'beer?', 'sure');
    await bot.talk(ANN, 'hello', 'hi');
    const { messages } = await bot.talk(ANN, 'what now?', 'nothing');
    expect(messages.map(({ role }) => role)).toEqual(['user', 'user', 'assistant', 'user']);
    expect(messages[1]?.content).toBe('hello');
  });

  it('has one system message that is the same with and without a block', async () => {
    const bot = await setUpPrompts();
    const before = await bot.talk(ANN, 'hello', 'hi');
    await bot.talk(BOB, 'beer?', 'sure');
    expect((await bot.talk(ANN, 'hello', 'hi')).system).toBe(before.system);
  });

  it('keeps groups out of the block, and the block out of groups', async () => {
    const bot = await setUpPrompts();
    await bot.talk(MOVIES, 'which film?', 'the long one');
    const direct = await bot.talk(ANN, 'hello', 'hi');
    const group = await bot.talk(MOVIES, 'when?', 'now');
    expect(blockOf(direct)).toBeNull();
    expect(blockOf(group)).toBeNull();
    expect(textOf(group)).not.toContain('hello');
  });

  it('keeps out chats that are not, or no longer, on the whitelist', async () => {
    const bot = await setUpPrompts();
    await bot.say(STRANGER, 'a word by hand', 'user_outgoing');
    await bot.say(BOB, 'to bob');
    expect(await bot.blockFor(ANN)).toContain('to bob');
    bot.chats.set(BOB.identifier, { ...BOB, savedName: 'Robert' });
    expect(await bot.blockFor(ANN)).toBeNull();
  });

  it('masks numbers, addresses and links, and changes nothing of the own chat', async () => {
    const bot = await setUpPrompts();
    const secrets = 'call 050-1234567, ann@example.com or https://example.com/x';
    await bot.say(BOB, secrets);
    await bot.say(ANN, secrets);
    const request = await bot.prompts.requestFor(ANN, [await bot.ask(ANN, 'hi')]);
    expect(blockOf(request)).toContain('> you: call [number], [address] or [link]');
    expect(request.messages[1]?.content).toBe(secrets);
  });

  it('leaves nothing of what lies across the cut, also of a message that the queue has cut already', async () => {
    const bot = await setUpPrompts({ whitelist: ['Ann', 'Bob'] });
    const text = `${'x'.repeat(294)} 12345678`;
    const asked = await bot.ask(BOB, text);
    await bot.answer(BOB, [{ ...asked, content: text.slice(0, 300) }]);
    const block = await bot.blockFor(ANN);
    expect(block).toMatch(/> Bob: x+\n/);
  });

  it('quotes the newest of eight contacts, the newest contact last, within the limits of the context', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Contact ${String.fromCharCode(65 + index)}`);
    const bot = await setUpPrompts({
      whitelist: [...names, 'Ann'],
      context: { max_messages: 9, max_characters: 1_000 },
    });
    for (const name of names) {
      await bot.say(person(name), `first to ${name}`);
      await bot.say(person(name), `second to ${name}`);
      await bot.clock.advance(MINUTE);
    }
    const lines = (await bot.blockFor(ANN))?.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('Chat'))).toEqual(
      ['H', 'I', 'J', 'K', 'L'].map((letter) => `Chat with "Contact ${letter}":`),
    );
    expect(lines.filter((line) => line.startsWith('>'))).toHaveLength(9);
    const wide = await setUpPrompts({
      whitelist: [...names, 'Ann'],
      context: { max_messages: 100, max_characters: 9_000 },
    });
    for (const name of names) {
      await wide.say(person(name), `to ${name}`);
      await wide.clock.advance(MINUTE);
    }
    const block = (await wide.blockFor(ANN)) ?? '';
    expect(block.match(/^Chat with/gm)).toHaveLength(8);
    expect(block).not.toContain('to Contact D');
  });

  it('leaves out what is too old', async () => {
    const bot = await setUpPrompts();
    await bot.say(BOB, 'old');
    await bot.clock.advance(DAY);
    await bot.say(BOB, 'a day later');
    expect(await bot.blockFor(ANN)).toContain('old');
    await bot.clock.advance(1);
    expect(await bot.blockFor(ANN)).not.toContain('old');
    expect(await bot.blockFor(ANN)).toContain('a day later');
  });

  it('leaves out the oldest that the characters do not allow', async () => {
    const bot = await setUpPrompts({ context: { max_characters: 10 } });
    await bot.say(BOB, '1234 5');
    await bot.clock.advance(1);
    await bot.say(CLEO, 'abcd');
    expect(await bot.blockFor(ANN)).toContain('1234 5');
    await bot.clock.advance(1);
    await bot.say(CLEO, 'e');
    expect(await bot.blockFor(ANN)).not.toContain('1234 5');
    expect(await bot.blockFor(ANN)).toContain('abcd');
  });

  it('forgets no contact for many others that may not feed the block', async () => {
    const bot = await setUpPrompts();
    await bot.say(BOB, 'to bob');
    await bot.blockFor(ANN);
    for (let index = 0; index < 50; index += 1) {
      await bot.clock.advance(1);
      await bot.say(person(`Stranger ${index}`), 'by hand', 'user_outgoing');
    }
    expect(await bot.blockFor(ANN)).toContain('to bob');
  });

  it('puts contacts that spoke at the same instant in the same order in every process', async () => {
    const bot = await setUpPrompts();
    await bot.blockFor(ANN);
    await bot.say(CLEO, 'to cleo');
    await bot.say(BOB, 'to bob');
    const other = await setUpPrompts();
    await other.blockFor(ANN);
    await other.say(BOB, 'to bob');
    await other.say(CLEO, 'to cleo');
    expect(await bot.blockFor(ANN)).toBe(await other.blockFor(ANN));
  });

  it('reads each conversation once however many prompts are made', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Contact ${index}`);
    const bot = await setUpPrompts({ whitelist: names });
    for (const name of names) await bot.talk(person(name), 'hello', 'hi');
    const before = bot.reads;
    for (const name of names) await bot.talk(person(name), 'hello again', 'hi again');
    expect(bot.reads).toBe(before);
  });

  it('takes up what an earlier run left', async () => {
    const bot = await setUpPrompts();
    await bot.talk(BOB, 'beer?', 'sure');
    const later = bot.newSource();
    expect(blockOf(await later.requestFor(ANN, [await bot.ask(ANN, 'hi')]))).toContain('beer?');
  });

  it('learns of a contact whose conversation was synced while it ran', async () => {
    const bot = await setUpPrompts();
    await bot.talk(ANN, 'hello', 'hi');
    await bot.ask(BOB, 'from the phone', {
      origin: 'history',
      state: 'said',
      originatingTime: bot.clock.now(),
    });
    bot.prompts.forget(BOB.identifier);
    expect(blockOf(await bot.prompts.requestFor(ANN, []))).toContain('from the phone');
  });

  it.each([false, true])(
    'lets nothing out of a chat but what is documented, with shared context %s',
    async (isShared) => {
      const people = Array.from({ length: 30 }, (_, index) => person(`Person ${index}`));
      const unlisted = Array.from({ length: 10 }, (_, index) => person(`Unlisted ${index}`));
      const groups = Array.from({ length: 10 }, (_, index) => groupOf(`Group ${index}`));
      const chats = [...people, ...unlisted, ...groups];
      const bot = await setUpPrompts({
        context: { shared_context: isShared },
        whitelist: people.map(({ savedName }) => savedName as string),
        groups: groups.map(({ savedName }) => savedName as string),
      });
      const canaryOf = (chat: Chat) =>
        `canary${'abcdefghij'[chats.indexOf(chat) % 10]}${chats.indexOf(chat)}z`;
      const secretOf = (chat: Chat) => `${700_000 + chats.indexOf(chat)}`;
      let scanned = 0;
      let quoted = 0;
      for (let round = 0; round < 20; round += 1) {
        for (const chat of chats) {
          await bot.clock.advance(1_000);
          const text = `${canaryOf(chat)} ${secretOf(chat)}`;
          if (unlisted.includes(chat)) {
            await bot.say(chat, text, 'user_outgoing');
            continue;
          }
          const request = await bot.talk(chat, text, text);
          const block = blockOf(request);
          const rest = textOf({ ...request, messages: request.messages.slice(block === null ? 0 : 1) });
          for (const other of chats) {
            if (other === chat) continue;
            expect(rest).not.toContain(canaryOf(other));
            expect(block ?? '').not.toContain(secretOf(other));
            if (block?.includes(canaryOf(other))) {
              expect(isShared && people.includes(chat) && people.includes(other)).toBe(true);
              quoted += 1;
            }
          }
          expect(block ?? '').not.toContain(canaryOf(chat));
          expect(block?.match(/^Chat with/gm)?.length ?? 0).toBeLessThanOrEqual(8);
          scanned += 1;
        }
      }
      expect(scanned).toBe(800);
      if (isShared) expect(quoted).toBeGreaterThan(500);
      else expect(quoted).toBe(0);
    },
  );
});
