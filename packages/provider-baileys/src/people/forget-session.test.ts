import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from '../testing/bot.ts';
import { World } from '../testing/world.ts';

describe('a session', () => {
  let world: World;
  let bot: Bot;

  beforeEach(async () => {
    world = await World.begin();
    bot = await world.linkedBot();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  /** Resolves when what the contact wrote has been handed over, as from whom. */
  async function heard(text: string) {
    await world.ann.says(text);
    const message = await bot.changes.until(
      () => bot.accepted.find(({ content }) => content === text),
      () => `Not handed over: ${text}. ${bot.history()}`,
    );
    await nextTurn();
    return message.sender;
  }

  /** What is stored of the names and ids of people. */
  function people(): string {
    return [...bot.credentials.entries].filter(([key]) => key.startsWith('contacts-')).join();
  }

  it('forgets how somebody is called while it is connected, and learns it again', async () => {
    const sender = await heard('hello');
    expect(people()).toContain('Ann');
    await bot.session.forget?.([sender.identifier, ...sender.alternateIdentifiers]);
    expect(people()).not.toContain('Ann');
    expect((await heard('hello again')).identifier).toBe(sender.identifier);
    expect(people()).toContain('Ann');
  });

  it('forgets it when it has stopped', async () => {
    const sender = await heard('hello');
    await bot.session.stop();
    await bot.session.forget?.([sender.identifier]);
    expect(people()).not.toContain('Ann');
  });
});
