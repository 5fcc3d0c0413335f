import { createFakeClock } from '@chat-imposter/testing';
import type { Phone } from '@chat-imposter/testing/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBaileysProvider } from './index.ts';
import { Bot } from './testing/bot.ts';
import { World } from './testing/world.ts';

describe('the logins of one provider', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin({ fewKeys: true });
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** A bot of an account of its own that was linked and has stopped. */
  async function stoppedBot(number: number): Promise<{ phone: Phone; bot: Bot }> {
    const phone = world.whatsapp.phone({ number: `1555000010${number}`, name: `Owner ${number}` });
    const bot = world.bot();
    await bot.session.start();
    const { qr } = await bot.reported('linking');
    await phone.scan(qr?.text ?? '');
    await bot.reported('connected');
    await bot.session.stop();
    await phone.disconnected();
    return { phone, bot };
  }

  it('come in turn, at most so many in a second, and without those that were stopped while they waited', async () => {
    const clock = createFakeClock(Date.now());
    const provider = createBaileysProvider({ webSocketUrl: world.whatsapp.url, maxLoginsPerSecond: 2 });
    const linked: Awaited<ReturnType<typeof stoppedBot>>[] = [];
    for (let number = 0; number < 6; number += 1) linked.push(await stoppedBot(number));
    const bots = linked.map(({ bot }) => world.takes(new Bot(provider, bot.credentials, { clock })));
    const begun = () => linked.filter(({ phone }) => phone.online).length;

    for (const bot of bots) await bot.session.start();
    await Promise.all(bots.slice(0, 2).map((bot) => bot.reported('connected')));
    expect(begun()).toBe(2);
    await bots[2]?.session.stop();

    await clock.advance(1_000);
    await Promise.all(bots.slice(3, 5).map((bot) => bot.reported('connected')));
    expect(begun()).toBe(4);

    await clock.advance(1_000);
    await bots[5]?.reported('connected');
    expect(begun()).toBe(5);
    expect(bots[2]?.history()).toBe('connecting, disconnected');
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be limited to %d', (maxLoginsPerSecond) => {
    expect(() => createBaileysProvider({ maxLoginsPerSecond })).toThrow(RangeError);
  });
});
