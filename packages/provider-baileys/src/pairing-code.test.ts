import { createImposter, createMemoryStore } from '@chat-imposter/core';
import { createFakeClock } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBaileysProvider } from './index.ts';
import type { Bot } from './testing/bot.ts';
import { Changes } from './testing/changes.ts';
import { MemoryCredentials } from './testing/memory-credentials.ts';
import { World } from './testing/world.ts';

const CODE = /^[1-9A-HJ-NP-TV-Z]{8}$/;
/** What a phone finds out about a device that has gone, sooner or later. */
const GONE = /No device shows a code|The device closed its connection/;

describe('linking by a pairing code', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin({ fewKeys: true });
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const codeBot = (credentials?: MemoryCredentials, socket = {}) =>
    world.bot(credentials, socket, {
      configuration: { pairing_phone_number: `+${world.phone.identity.number}` },
    });

  /** The next code after the given number of reports, when the server knows that it is shown. */
  const shownCode = async (bot: Bot, from = 0): Promise<string> => {
    const { pairingCode, qr } = await bot.changes.until(
      () => bot.reports.slice(from).find((report) => report.pairingCode !== undefined),
      () => `No code was reported, but: ${bot.history()}.`,
    );
    expect(qr).toBeUndefined();
    expect(pairingCode).toMatch(CODE);
    await world.phone.seesCode();
    return pairingCode ?? '';
  };

  it('links when the owner types the code on the phone, and shows no QR', async () => {
    const bot = codeBot();
    await bot.session.start();
    await world.phone.entersCode(await shownCode(bot));
    await bot.reported('connected');
    await world.phone.connected();
    expect(bot.history()).toBe('connecting, linking, connecting, connecting, connected');
    expect(bot.reports.filter(({ qr }) => qr)).toEqual([]);
    await world.ann.says('hi');
    expect((await bot.hears(1)).content).toBe('hi');
    expect(world.whatsapp.problems).toEqual([]);
  });

  it('writes the code into no log and no store', async () => {
    const bot = codeBot();
    await bot.session.start();
    const code = await shownCode(bot);
    expect(bot.credentials.writes).toEqual([]);
    await world.phone.entersCode(code);
    await bot.reported('connected');
    await bot.session.stop();
    expect(bot.log).not.toContain(code);
    expect([...bot.credentials.entries.values()].join()).not.toContain(code);
  });

  it('is not linked by another code, and is by the right one afterwards', async () => {
    const bot = codeBot();
    await bot.session.start();
    const code = await shownCode(bot);
    await expect(world.phone.entersCode('WRNGC0DE')).rejects.toThrow('not the code');
    expect(world.phone.linked).toBe(false);
    expect(bot.credentials.entries.size).toBe(0);
    await world.phone.entersCode(code);
    await bot.reported('connected');
  });

  it('keeps nothing when it is stopped while the code is shown, and has another code at the next start', async () => {
    const credentials = new MemoryCredentials();
    const first = codeBot(credentials);
    await first.session.start();
    const code = await shownCode(first);
    await first.session.stop();
    expect(first.report).toEqual({ status: 'disconnected' });
    expect([credentials.writes, credentials.entries.size]).toEqual([[], 0]);
    await expect(world.phone.entersCode(code)).rejects.toThrow(GONE);

    const second = codeBot(credentials);
    await second.session.start();
    const next = await shownCode(second);
    expect(next).not.toBe(code);
    await world.phone.entersCode(next);
    await second.reported('connected');
  });

  it('shows a new code when the connection was lost, and does not try to log in', async () => {
    const bot = codeBot();
    await bot.session.start();
    const code = await shownCode(bot);
    const before = bot.reports.length;
    world.whatsapp.dropPairings();
    const next = await shownCode(bot, before);
    expect(next).not.toBe(code);
    expect(bot.history()).toBe('connecting, linking, connecting, linking');
    await world.phone.entersCode(next);
    await bot.reported('connected');
  });

  it('shows a new code when WhatsApp says that the one before is void', async () => {
    const bot = codeBot();
    await bot.session.start();
    const code = await shownCode(bot);
    const before = bot.reports.length;
    world.whatsapp.refreshLinkCodes();
    const next = await shownCode(bot, before);
    await expect(world.phone.entersCode(code)).rejects.toThrow('not the code');
    await world.phone.entersCode(next);
    await bot.reported('connected');
  });

  it('ends with its connection when nobody types it', async () => {
    const bot = codeBot(undefined, { qrTimeout: 30 });
    await bot.session.start();
    await bot.reported('disconnected', 'link_expired');
    expect(bot.history()).toBe('connecting, linking, disconnected (link_expired)');
    expect(bot.credentials.writes).toEqual([]);
  });

  it('falls back to the QR when WhatsApp gives no code, and says so in the log', async () => {
    world.whatsapp.refusesLinkCodes = true;
    const bot = codeBot();
    await bot.session.start();
    const { qr } = await bot.changes.until(
      () => bot.reports.find((report) => report.qr),
      () => `No QR was reported, but: ${bot.history()}.`,
    );
    expect(bot.report).not.toHaveProperty('pairingCode');
    expect(bot.logged).toContain('WhatsApp gave no pairing code; a QR is shown instead');
    await world.phone.scan(qr?.text ?? '');
    await bot.reported('connected');
  });

  it('is shown by the core, and its end is the end of the heartbeat', async () => {
    const clock = createFakeClock(Date.now());
    const changes = new Changes();
    const store = createMemoryStore();
    const imposter = createImposter({
      chat: [createBaileysProvider({ webSocketUrl: world.whatsapp.url })],
      store,
      clock,
    });
    const codes: string[] = [];
    imposter.on('pairingCode', ({ code }) => {
      codes.push(code);
      changes.note();
    });
    const configuration = {
      user_id: 'yahav',
      chat_provider_config: {
        provider_name: 'whatsAppBaileyes',
        provider_config: { pairing_phone_number: world.phone.identity.number },
      },
    };
    await imposter.start(configuration, { linkingHeartbeat: true });
    const code = await changes.until(
      () => codes[0],
      () => 'There was no event.',
    );
    await world.phone.seesCode();
    expect(await imposter.status('yahav')).toMatchObject({ status: 'linking', pairingCode: code });
    imposter.heartbeat('yahav');
    await clock.advance(5_000);
    await expect(world.phone.entersCode(code)).rejects.toThrow(GONE);
    const status = await imposter.status('yahav');
    expect(status).toMatchObject({ status: 'disconnected', authenticated: false });
    expect(status).not.toHaveProperty('pairingCode');
    expect(await store.credentials('yahav', 'whatsAppBaileyes').get(['creds'])).toEqual(new Map());
    await imposter.close();
  });
});
