import { describe, expect, it } from 'vitest';
import { ANN, BOB, STRANGER, setUpPrompts } from '../test-support/prompts.ts';
import { contextsOf } from './bot-views.ts';

describe('contextsOf', () => {
  it('shows the very messages that the running bot would send, system first', async () => {
    const bot = await setUpPrompts();
    await bot.talk(BOB, 'beer?', 'sure');
    await bot.talk(ANN, 'hello', 'hi');
    const asked = await bot.ask(ANN, 'what now?');
    const { system, messages } = await bot.prompts.requestFor(ANN, [asked]);
    const before = bot.reads;
    const running = await contextsOf(bot.valid, { store: bot.store, clock: bot.clock, prompts: bot.prompts });
    expect(running.get(ANN.identifier)).toEqual([{ role: 'system', content: system }, ...messages]);
    expect(bot.reads).toBe(before);
    const stopped = await contextsOf(bot.valid, bot);
    expect(JSON.stringify([...stopped])).toBe(JSON.stringify([...running]));
  });

  it('leaves out contacts without material of their own, and those that may not be answered', async () => {
    const bot = await setUpPrompts();
    await bot.talk(BOB, 'beer?', 'sure');
    await bot.ask(ANN, 'too old', { acceptedTime: 0, state: 'said' });
    await bot.say(STRANGER, 'x', 'user_outgoing');
    expect([...(await contextsOf(bot.valid, bot)).keys()]).toEqual([BOB.identifier]);
  });
});
