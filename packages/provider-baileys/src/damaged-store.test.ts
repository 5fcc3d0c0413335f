import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bot } from './testing/bot.ts';
import { anyDamage, damaged } from './testing/damage.ts';
import { MemoryCredentials } from './testing/memory-credentials.ts';
import { World } from './testing/world.ts';

describe('a bot with a damaged row in its store', () => {
  let world: World;
  let rows: ReadonlyMap<string, string>;

  beforeAll(async () => {
    world = await World.begin({ fewKeys: true });
    const bot = await world.linkedBot();
    await world.ann.says('hi');
    await bot.hears(1);
    const sent = world.ann.hears();
    await bot.session.send(world.ann.id, 'hi Ann', { messageId: '3EB0AAAAAAAAAAAAAAAAAA' });
    await sent;
    await bot.session.stop();
    await world.phone.disconnected();
    rows = new Map(bot.credentials.entries);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** Lets a bot begin with these rows, and Ann write to it when it connects. */
  async function begins(entries: ReadonlyMap<string, string>): Promise<Bot> {
    const credentials = new MemoryCredentials();
    for (const [key, value] of entries) credentials.entries.set(key, value);
    const bot = world.bot(credentials);
    await bot.session.start();
    await bot.changes.until(
      () => bot.reports.find(({ status }) => status !== 'connecting'),
      () => `Neither connected nor stopped: ${bot.history()}.`,
    );
    return bot;
  }

  it('says auth_corrupt and leaves the rows alone, or connects with the same link; it never shows a QR', async () => {
    const row = fc.oneof(fc.constant('creds'), fc.constantFrom(...rows.keys()));
    await fc.assert(
      fc.asyncProperty(row, anyDamage, async (key, damage) => {
        const text = damaged(rows.get(key) ?? '', damage);
        const bot = await begins(new Map([...rows, [key, text]]));
        const { status, error } = bot.report ?? {};
        await bot.session.stop();
        await world.phone.disconnected();
        expect(bot.history()).not.toContain('linking');
        expect(world.phone.devices.size).toBe(1);
        expect(bot.credentials.entries.has('creds')).toBe(true);
        if (status === 'connected') return;
        expect(error?.code).toBe('auth_corrupt');
        expect(bot.credentials.entries.get(key)).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it('says auth_corrupt for swapped rows of which one is that of the credentials', async () => {
    for (const [key, value] of rows) {
      if (key === 'creds') continue;
      const swapped = new Map([...rows, [key, rows.get('creds') ?? ''], ['creds', value]]);
      const bot = await begins(swapped);
      expect(bot.report?.error?.code, key).toBe('auth_corrupt');
      expect(bot.credentials.entries).toEqual(swapped);
    }
  });
});
