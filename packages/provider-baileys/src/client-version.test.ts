import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BaileysProviderOptions } from './index.ts';
import { Bot } from './testing/bot.ts';
import { Changes } from './testing/changes.ts';
import { World } from './testing/world.ts';

const REVISION = 1_099_999_999;
const page = (revision: number) => `self.x = JSON.parse("{\\"client_revision\\":${revision},\\"y\\":1}")`;

describe('a version that WhatsApp refuses (405)', () => {
  const changes = new Changes();
  let world: World;
  let web: Server;
  let asked: string[];
  /** What web.whatsapp.com answers. */
  let answer: RequestListener;

  beforeEach(async () => {
    world = await World.begin({ fewKeys: true });
    asked = [];
    answer = (_request, response) => response.end(page(REVISION));
    web = createServer((request, response) => {
      answer(request, response);
      changes.note();
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (url: string, options: RequestInit) => {
      asked.push(url);
      return fetch(`http://127.0.0.1:${port}/sw.js`, options);
    });
  });

  afterEach(async () => {
    vi.unstubAllGlobals();
    await world[Symbol.asyncDispose]();
    web.closeAllConnections();
    web.close();
  });

  /** A bot that was linked and stopped; from then on WhatsApp wants at least the revision. */
  async function outdatedBot(options: Partial<BaileysProviderOptions> = {}): Promise<Bot> {
    const { credentials, session } = await world.linkedBot();
    await session.stop();
    world.phone.loginRefusal = ({ version }) => (version === `2.3000.${REVISION}` ? undefined : 405);
    return world.takes(
      new Bot({ webSocketUrl: world.whatsapp.url, fetchVersion: true, ...options }, credentials),
    );
  }

  it('is replaced by the one that web.whatsapp.com names, also for later connections', async () => {
    const bot = await outdatedBot();
    await bot.session.start();
    await bot.reported('connected');
    expect(bot.history()).toBe('connecting, connected');
    await world.phone.connected();
    world.phone.disconnect('socket-lost');
    await bot.reported('connected', undefined, 2);
    expect(asked).toEqual(['https://web.whatsapp.com/sw.js']);
  });

  it('stops the bot when the other version is refused as well, after asking once per start', async () => {
    const bot = await outdatedBot();
    world.phone.loginRefusal = 405;
    for (const start of [1, 2]) {
      const from = bot.reports.length;
      await bot.session.start();
      await bot.reported('disconnected', 'version_refused', from);
      expect(asked).toHaveLength(start);
    }
    expect(bot.credentials.entries.has('creds')).toBe(true);
  });

  it.each<[string, RequestListener]>([
    ['names the version that was refused', (_, response) => response.end(page(revisionOfBaileys()))],
    ['answers with something else', (_, response) => response.end('<html></html>')],
    ['answers with an error', (_, response) => response.writeHead(503).end()],
    ['breaks off', (request) => request.socket.destroy()],
  ])('stops the bot when the page %s', async (_what, listener) => {
    const bot = await outdatedBot();
    answer = listener;
    await bot.session.start();
    await bot.reported('disconnected', 'version_refused');
    expect(asked).toHaveLength(1);
  });

  it('stops the bot when nobody answers for four seconds', async () => {
    const bot = await outdatedBot();
    answer = () => {};
    await bot.session.start();
    await bot.clock.fire(4_000);
    await bot.reported('disconnected', 'version_refused');
    expect(asked).toHaveLength(1);
  });

  it('holds up no stop while nobody answers', async () => {
    const bot = await outdatedBot();
    answer = () => {};
    await bot.session.start();
    await changes.until(
      () => asked[0],
      () => 'Nobody asked.',
    );
    await bot.session.stop();
    expect(bot.history()).toBe('connecting, disconnected');
    expect(bot.clock.held).toEqual([]);
  });

  it.each<[string, BaileysProviderOptions]>([
    ['the option is off', { fetchVersion: false }],
    ['code has set a version', { socket: { version: [2, 3000, 1] } }],
  ])('stops the bot without asking when %s', async (_why, options) => {
    const bot = await outdatedBot(options);
    await bot.session.start();
    await bot.reported('disconnected', 'version_refused');
    expect(asked).toEqual([]);
  });

  it('stops the bot without asking when the server is not that of WhatsApp', async () => {
    const { credentials } = await outdatedBot();
    const bot = world.bot(credentials);
    await bot.session.start();
    await bot.reported('disconnected', 'version_refused');
    expect(asked).toEqual([]);
  });
});

function revisionOfBaileys(): number {
  return DEFAULT_CONNECTION_CONFIG.version[2];
}
