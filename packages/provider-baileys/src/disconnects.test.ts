import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemRandom } from '@chat-imposter/core';
import { createSeededRandom } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bot, BotSettings } from './testing/bot.ts';
import { World } from './testing/world.ts';

const HOUR_MS = 3_600_000;

/** Waits of 700 ms, 1,400 ms and so on, which no other timer has. */
const patient: BotSettings = { random: { fraction: () => 0.7, hex: (bytes) => systemRandom.hex(bytes) } };

describe('a bot whose connections end', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin({ fewKeys: true });
  });

  afterEach(async () => {
    vi.useRealTimers();
    await world[Symbol.asyncDispose]();
  });

  async function linkedBot(settings: BotSettings, socket = {}): Promise<Bot> {
    const bot = world.bot(undefined, socket, settings);
    await bot.session.start();
    await world.scan(bot);
    return bot;
  }

  /** The wait before the next connection, when the connection has ended; only that timer is held then. */
  async function nextWait(bot: Bot, from: number): Promise<number> {
    await bot.reported('connecting', undefined, from);
    expect(bot.clock.held).toHaveLength(1);
    return bot.clock.held[0] ?? 0;
  }

  it('connects at most forty times in an hour to a server that closes each connection as soon as it is open', async () => {
    const seed = Number.parseInt(systemRandom.hex(4), 16);
    const bot = await linkedBot({ random: createSeededRandom(seed) });
    world.phone.interruption = { at: 'open', with: 'socket-lost', times: 1_000 };
    world.phone.disconnect('socket-lost');
    let from = bot.reports.length;
    let attempts = 0;
    for (let elapsedMs = 0; elapsedMs < HOUR_MS; attempts += 1) {
      const waitMs = await nextWait(bot, from);
      from = bot.reports.length;
      elapsedMs += waitMs;
      await bot.clock.fire(waitMs);
    }
    expect(bot.history()).toContain('connected, connecting, connected');
    expect(attempts, `seed ${seed}`).toBeLessThanOrEqual(40);
    expect(attempts, `seed ${seed}`).toBeGreaterThan(12);
  });

  it('restarts at once when WhatsApp asks for it, and waits when it asks again and again', async () => {
    const bot = await linkedBot(patient);
    await bot.clock.fire(60_000);
    const from = bot.reports.length;
    world.phone.interruption = { at: 'login', with: 'restart-required', times: 7 };
    world.phone.disconnect('restart-required');
    for (const waitMs of [700, 1_400, 2_800]) await bot.clock.fire(waitMs);
    await bot.reported('connected', undefined, from);
    expect(bot.reports.slice(from).map(({ status }) => status)).toEqual([
      ...Array.from({ length: 8 }, () => 'connecting'),
      'connected',
    ]);
  });

  it('stops when WhatsApp says that the account has no linked devices (411), and keeps the credentials', async () => {
    const bot = await linkedBot({});
    world.phone.disconnect('downgraded');
    await bot.reported('disconnected', 'forbidden');
    expect(bot.credentials.entries.has('creds')).toBe(true);
    expect(bot.clock.held).toEqual([]);
  });

  it('forgets the link when a login is refused as that of an unknown device (401)', async () => {
    const bot = await linkedBot({});
    await bot.session.stop();
    world.phone.loginRefusal = 401;
    await bot.session.start();
    await bot.reported('disconnected', 'logged_out');
    expect(bot.credentials.entries.size).toBe(0);
  });

  it('waits and tries again when too many logins were made (429)', async () => {
    const bot = await linkedBot(patient);
    await bot.session.stop();
    const from = bot.reports.length;
    world.phone.loginRefusal = 429;
    await bot.session.start();
    await bot.clock.fire(700);
    await bot.clock.holds(1_400);
    world.phone.loginRefusal = undefined;
    await bot.clock.fire(1_400);
    await bot.reported('connected', undefined, from);
    expect(bot.reports.slice(from).flatMap(({ error }) => error ?? [])).toEqual([]);
  });

  it('reconnects when nothing came for too long (408)', async () => {
    const bot = await linkedBot({}, { keepAliveIntervalMs: 20 });
    const from = bot.reports.length;
    world.phone.freeze({ deaf: true });
    vi.useFakeTimers({ toFake: ['Date'] });
    while (!bot.clock.held.includes(2_000)) {
      vi.setSystemTime(Date.now() + 10_000);
      await nextTurn();
    }
    await bot.clock.fire(2_000);
    await bot.reported('connected', undefined, from);
    expect(bot.reports.slice(from).map(({ status }) => status)).toEqual(['connecting', 'connected']);
  });

  it('waits longer and longer, without an error, while nobody listens at the address (408)', async () => {
    const bot = await linkedBot(patient);
    const from = bot.reports.length;
    await world.whatsapp.close();
    for (const waitMs of [700, 1_400, 2_800, 5_600]) await bot.clock.fire(waitMs);
    await bot.clock.holds(11_200);
    expect(new Set(bot.reports.slice(from).map(({ status }) => status))).toEqual(new Set(['connecting']));
    expect(bot.reports.slice(from).flatMap(({ error }) => error ?? [])).toEqual([]);
  });

  it('shows each QR of a connection in turn, ends with link_expired (408), and has new ones at the next start', async () => {
    const bot = world.bot(undefined, { qrTimeout: 400 });
    await bot.session.start();
    await bot.reported('disconnected', 'link_expired');
    const shown = bot.reports.flatMap(({ qr }) => qr?.text ?? []);
    expect(new Set(shown).size).toBe(6);
    expect(bot.history()).toBe(`connecting, ${'linking, '.repeat(6)}disconnected (link_expired)`);
    expect(bot.report).not.toHaveProperty('qr');
    expect(bot.credentials.writes).toEqual([]);
    await expect(world.phone.scan(shown.at(-1) ?? '')).rejects.toThrow('No device shows this QR code');
    await bot.session.start();
    const { qr } = await bot.reported('linking', undefined, bot.reports.length);
    expect(shown).not.toContain(qr?.text);
    await world.phone.scan(qr?.text ?? '');
    await bot.reported('connected');
  });
});
