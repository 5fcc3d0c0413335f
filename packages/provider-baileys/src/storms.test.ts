import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Random, systemRandom } from '@chat-imposter/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBaileysProvider } from './index.ts';
import { Bot } from './testing/bot.ts';
import { type Census, takeCensus } from './testing/census.ts';
import { CountingClock } from './testing/counting-clock.ts';
import { MemoryCredentials } from './testing/memory-credentials.ts';
import { World } from './testing/world.ts';

const SEQUENCES = 100;

/** Waits of some milliseconds instead of seconds. */
const hasty: Random = { fraction: () => 0.02, hex: (bytes) => systemRandom.hex(bytes) };

const MANY = ['start', 'stop', 'cut', 'restart', 'down', 'up'] as const;
const step = fc.record({
  // A logout is rarer, because the bot has to be linked again after it.
  act: fc.constantFrom(...MANY, ...MANY, ...MANY, 'logout' as const),
  turns: fc.integer({ min: 0, max: 60 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe('storms of starts, stops, logouts and lost connections', () => {
  const clock = new CountingClock();
  let world: World;

  beforeAll(async () => {
    world = await World.begin({ fewKeys: true });
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const newBot = (credentials: MemoryCredentials) =>
    world.takes(
      new Bot(
        createBaileysProvider({ webSocketUrl: world.whatsapp.url, maxLoginsPerSecond: 1_000 }),
        credentials,
        { clock, random: hasty },
      ),
    );

  async function linkedCredentials(): Promise<MemoryCredentials> {
    world.phone.unlink();
    const bot = newBot(new MemoryCredentials());
    await bot.session.start();
    await world.scan(bot);
    await bot.session.stop();
    await world.phone.disconnected();
    return bot.credentials;
  }

  /** Does one thing to the bot or to its surroundings, and waits for nothing. */
  async function act({ session }: Bot, step: Step['act']): Promise<void> {
    const { whatsapp, phone } = world;
    if (step === 'start' || step === 'stop' || step === 'logout') return session[step]();
    if (step === 'down' || step === 'up') whatsapp.isDown = step === 'down';
    else phone.disconnect(step === 'cut' ? 'socket-lost' : 'restart-required');
  }

  async function storm(steps: readonly Step[], credentials: MemoryCredentials): Promise<void> {
    const bot = newBot(credentials);
    await bot.session.start();
    const calls: Promise<void>[] = [];
    for (const { act: what, turns } of steps) {
      const call = act(bot, what);
      if (call !== undefined) calls.push(call);
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    }
    await Promise.all(calls);
    world.whatsapp.isDown = false;
    await bot.session.start();
    const from = bot.reports.length;
    await bot.session.stop();
    const last = newBot(credentials);
    await last.session.start();
    await last.changes.until(
      () => last.reports.find(({ status }) => status === 'connected' || status === 'linking'),
      () => `The bot did not come up again: ${last.history()}.`,
    );
    await last.session.stop();
    expect(bot.reports.slice(from)).toEqual([{ status: 'disconnected' }]);
    while (world.whatsapp.openSockets > 0) await nextTurn();
  }

  it('leave one socket at most at any time, and afterwards no timer, no listener and no descriptor', async () => {
    let credentials = new MemoryCredentials();
    let before: Census | undefined;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        if (!world.phone.linked || credentials.entries.size === 0) credentials = await linkedCredentials();
        before ??= takeCensus();
        await storm(steps, credentials);
        expect(clock.pending).toBe(0);
        expect(world.whatsapp.mostOpenSockets).toBe(1);
      }),
      { numRuns: SEQUENCES },
    );
    const after = takeCensus();
    expect(after.listeners).toBe(before?.listeners);
    expect(after.descriptors).toBeLessThanOrEqual(before?.descriptors ?? 0);
  }, 300_000);
});
