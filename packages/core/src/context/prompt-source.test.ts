import { createSeededRandom } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { ANN, BOB, CLEO, MOVIES, STRANGER, setUpPrompts, textOf } from '../test-support/prompts.ts';

const MINUTE = 60_000;

describe('PromptSource', () => {
  it('shows what was said and what waits, and reads the store once', async () => {
    const bot = await setUpPrompts({ context: { shared_context: false } });
    await bot.talk(ANN, 'hello', 'hi');
    await bot.say(ANN, 'and by hand', 'user_outgoing');
    const { messages } = await bot.talk(ANN, 'what now?', 'nothing');
    expect(messages).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi\nand by hand' },
      { role: 'user', content: expect.stringMatching(/^\[Sat 12:00; .*\]\nwhat now\?$/) },
    ]);
    expect(bot.reads).toBe(1);
  });

  it('reads the store again for a conversation it was told to forget', async () => {
    const bot = await setUpPrompts();
    await bot.talk(ANN, 'hello', 'hi');
    const asked = await bot.ask(ANN, 'secretly');
    await bot.settle(ANN, [asked]);
    bot.prompts.forget(ANN.identifier);
    expect(textOf(await bot.prompts.requestFor(ANN, []))).toContain('secretly');
  });

  it('shows more of a message than the queue does, as the configuration says', async () => {
    const bot = await setUpPrompts({ queue: { max_characters_single_message: 40 } });
    const long = 'a'.repeat(100);
    await bot.prompts.requestFor(ANN, []);
    const asked = await bot.ask(ANN, long);
    await bot.answer(ANN, [{ ...asked, content: long.slice(0, 40) }]);
    expect((await bot.prompts.requestFor(ANN, [])).messages).toEqual([{ role: 'user', content: long }]);
  });

  it('shows once what waits, also when it was dealt with at this moment', async () => {
    const bot = await setUpPrompts();
    const asked = await bot.ask(ANN, 'hello');
    await bot.answer(ANN, [asked]);
    const text = textOf(await bot.prompts.requestFor(ANN, [asked]));
    expect(text.split('hello')).toHaveLength(2);
  });

  it('shows half of the history, and half of the other chats, to a model that was asked too much', async () => {
    const bot = await setUpPrompts({ context: { max_messages: 4 } });
    for (const content of ['b1', 'b2', 'b3', 'b4']) await bot.say(BOB, content);
    for (const content of ['a1', 'a2', 'a3', 'a4']) await bot.say(ANN, content);
    const text = textOf(await bot.prompts.requestFor(ANN, [], { share: 0.5 }));
    for (const shown of ['a3', 'a4', 'b3', 'b4']) expect(text).toContain(shown);
    for (const dropped of ['a1', 'a2', 'b1', 'b2']) expect(text).not.toContain(dropped);
  });

  it('begins a long history with the same message for many turns, whether something waits or not', async () => {
    const bot = await setUpPrompts({
      context: { max_messages: 40, max_characters: 9_000, shared_context: false },
    });
    let moves = 0;
    let before = '';
    for (let turn = 0; turn < 140; turn += 1) {
      await bot.talk(ANN, `question ${turn}`, `answer ${turn}`);
      const first = (await bot.prompts.requestFor(ANN, [])).messages[0]?.content ?? '';
      if (turn >= 20 && first !== before) moves += 1;
      before = first;
    }
    console.log(`a history of 40 messages began anew ${moves} times in 120 turns of 2 messages`);
    expect(moves).toBeLessThan(50);
  });

  it('makes the same bytes from what it was told as from the store', async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the told conversations: ${seed}`);
    const random = createSeededRandom(seed);
    const pick = <Item>(items: readonly Item[]) =>
      items[Math.floor(random.fraction() * items.length)] as Item;
    const all = [ANN, BOB, CLEO, STRANGER, MOVIES];
    for (const context of [{}, { max_messages: 40, max_characters: 9_000, max_days: 2 }]) {
      const bot = await setUpPrompts({ context });
      for (let step = 0; step < 200; step += 1) {
        await bot.clock.advance(pick([1, 1_000, MINUTE, 61 * MINUTE]));
        const chat = pick(all);
        if (random.fraction() < 0.3) await bot.say(chat, `by hand ${step}`, 'user_outgoing');
        else if (chat !== STRANGER)
          await bot.talk(chat, `question ${step} ${'x'.repeat(step)}`, `answer ${step}`);
        const asked = await bot.ask(ANN, `asked ${step}`);
        const told = await bot.prompts.requestFor(ANN, [asked]);
        expect(told).toEqual(await bot.newSource().requestFor(ANN, [asked]));
        await bot.answer(ANN, [asked]);
      }
    }
  });
});
