import { setImmediate as nextTurn } from 'node:timers/promises';
import { BufferJSON, initAuthCreds } from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadLine } from './testing/bad-line.ts';
import { MemoryCredentials } from './testing/memory-credentials.ts';
import { World } from './testing/world.ts';

describe('BaileysSession', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.begin();
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('links by a QR that it shows as text and as a picture', async () => {
    const bot = world.bot();
    await bot.session.start();
    const { qr } = await bot.reported('linking');
    expect(qr?.text).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#/);
    expect(qr?.dataUrl).toMatch(/^data:image\/png;base64,/);
    await world.phone.scan(qr?.text ?? '');
    await bot.reported('connected');
    expect(bot.history()).toBe('connecting, linking, connecting, connecting, connected');
    expect(world.whatsapp.problems).toEqual([]);
  });

  it('stores nothing before the link is complete', async () => {
    const bot = world.bot();
    await bot.session.start();
    await bot.reported('linking');
    await bot.session.stop();
    expect(bot.credentials.writes).toEqual([]);
    expect(bot.report).toEqual({ status: 'disconnected' });
  });

  it('has the credentials in the store before it builds the socket of the first login', async () => {
    const bot = world.bot();
    let wasOnlineBefore: boolean | undefined;
    bot.credentials.beforeWrite = async (keys) => {
      for (let turn = 0; turn < 200; turn += 1) await nextTurn();
      if (keys.includes('creds')) wasOnlineBefore ??= world.phone.online;
    };
    await bot.session.start();
    await world.scan(bot);
    expect(bot.credentials.writes[0]).toEqual(['creds']);
    expect(wasOnlineBefore).toBe(false);
  });

  it('does not log in with a new link before its credentials are stored', async () => {
    const bot = world.bot();
    let failures = 3;
    bot.credentials.beforeWrite = () => {
      if (failures-- > 0) throw new Error('disk full');
      bot.credentials.beforeWrite = () => {};
      expect(world.phone.online).toBe(false);
    };
    await bot.session.start();
    await world.scan(bot);
    expect(bot.history()).toContain('connecting (store_unavailable), connected');
    expect(bot.credentials.writes[0]).toEqual(['creds']);
  });

  it('says that the store is unavailable when it cannot read the credentials, and tries again', async () => {
    const credentials = new MemoryCredentials();
    let failures = 2;
    const get = credentials.get.bind(credentials);
    credentials.get = async (keys) => {
      if (failures-- > 0) throw new Error('no route to host');
      return get(keys);
    };
    const bot = world.bot(credentials);
    await bot.session.start();
    await bot.reported('linking');
    expect(bot.history()).toBe(
      'connecting, connecting (store_unavailable), connecting (store_unavailable), linking',
    );
  });

  it('can be stopped at any moment of connecting', async () => {
    const { credentials, session } = await world.linkedBot();
    await session.stop();
    for (let turns = 0; turns < 40; turns += 4) {
      const bot = world.bot(credentials);
      await bot.session.start();
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      await bot.session.stop();
      expect(bot.report).toEqual({ status: 'disconnected' });
    }
    await world.phone.disconnected();
  });

  it('leaves no timer behind when it stops, not even of a question that nobody answered', async () => {
    const { credentials, session } = await world.linkedBot();
    await session.stop();
    await world.phone.disconnected();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    world.phone.queryFaults.set('w:g2 participating', 'ignore');
    const bot = world.bot(credentials);
    await bot.session.start();
    await bot.reported('connected');
    await world.phone.connected();
    expect(timers()).toBeGreaterThan(before);
    await bot.session.stop();
    await world.phone.disconnected();
    // Sockets take some turns of the event loop to close, and the test runner has timers too, which come and go. That of
    // the question would stay for a minute.
    for (let turn = 0; timers() > before && turn < 500_000; turn += 1) await nextTurn();
    expect(timers()).toBeLessThanOrEqual(before);
    expect(bot.clock.held).toEqual([]);
  });

  it('logs in with stored credentials without a QR', async () => {
    const first = await world.linkedBot();
    await first.session.stop();
    await world.phone.disconnected();
    const second = world.bot(first.credentials);
    await second.session.start();
    await second.reported('connected');
    expect(second.history()).toBe('connecting, connected');
  });

  it('starts again after a stop, and tells nothing in between', async () => {
    const bot = await world.linkedBot();
    await bot.session.stop();
    const told = bot.reports.length;
    await world.phone.disconnected();
    expect(bot.reports.slice(told - 1)).toEqual([{ status: 'disconnected' }]);
    await bot.session.start();
    await bot.reported('connected', undefined, told);
    await world.ann.says('still there?');
    expect((await bot.hears(1)).content).toBe('still there?');
  });

  it('does nothing at a second start or a second stop', async () => {
    const bot = world.bot();
    await Promise.all([bot.session.start(), bot.session.start()]);
    await bot.reported('linking');
    await Promise.all([bot.session.stop(), bot.session.stop()]);
    expect(bot.history()).toBe('connecting, linking, disconnected');
  });

  it('deletes the credentials of a link that was never completed and shows a QR', async () => {
    const credentials = new MemoryCredentials();
    const left = { ...initAuthCreds(), me: { id: world.phone.id, name: '~' }, pairingCode: 'ABCD1234' };
    credentials.entries.set('creds', JSON.stringify(left, BufferJSON.replacer));
    credentials.entries.set('session-1.0', '{}');
    const bot = world.bot(credentials);
    await bot.session.start();
    await bot.reported('linking');
    expect(credentials.entries.size).toBe(0);
  });

  it.each([
    ['noise instead of JSON', '{"noiseKey":{"private":{"ty'],
    ['an empty text', ''],
    ['another document', '{"hello":"world"}'],
  ])('refuses credentials that are %s, and leaves them as they are', async (_what, text) => {
    const credentials = new MemoryCredentials();
    credentials.entries.set('creds', text);
    const bot = world.bot(credentials);
    await bot.session.start();
    const report = await bot.reported('disconnected', 'auth_corrupt');
    expect(report.error?.message).toContain('left as they are');
    expect(bot.history()).toBe('connecting, disconnected (auth_corrupt)');
    expect(Object.fromEntries(credentials.entries)).toEqual({ creds: text });
  });

  it('stops when nobody scans a QR in time', async () => {
    const bot = world.bot(undefined, { qrTimeout: 5 });
    await bot.session.start();
    await bot.reported('disconnected', 'link_expired');
    expect(bot.credentials.writes).toEqual([]);
  });

  describe('logout', () => {
    it('ends the link at the platform and deletes the credentials', async () => {
      const bot = await world.linkedBot();
      await bot.session.logout();
      expect(world.phone.linked).toBe(false);
      expect(bot.credentials.entries.size).toBe(0);
      expect(bot.report).toEqual({ status: 'disconnected' });
    });

    it('connects for it when the session does not run', async () => {
      const first = await world.linkedBot();
      await first.session.stop();
      const second = world.bot(first.credentials);
      await second.session.logout();
      expect(world.phone.linked).toBe(false);
      expect(second.credentials.entries.size).toBe(0);
      expect(second.history()).toBe('disconnected');
    });

    it('deletes the credentials when the platform cannot be reached', async () => {
      const bot = await world.linkedBot();
      await world.whatsapp.close();
      await bot.session.logout();
      expect(bot.credentials.entries.size).toBe(0);
    });

    it('waits no longer than five seconds for a platform that does not answer', async () => {
      const bot = await world.linkedBot();
      world.phone.freeze();
      const done = bot.session.logout();
      await bot.clock.fire(5_000);
      await bot.clock.fire(2_000);
      await done;
      expect(bot.credentials.entries.size).toBe(0);
    });

    it('deletes credentials that cannot be read', async () => {
      const credentials = new MemoryCredentials();
      credentials.entries.set('creds', 'noise');
      await world.bot(credentials).session.logout();
      expect(credentials.entries.size).toBe(0);
    });
  });

  describe('when the platform ends the connection', () => {
    it.each(['restart-required', 'stream-end', 'socket-lost', 'bad-session'] as const)(
      'reconnects after %s without a QR',
      async (end) => {
        const bot = await world.linkedBot();
        const before = bot.reports.length;
        world.phone.disconnect(end);
        await bot.reported('connected', undefined, before);
        expect(bot.reports.slice(before).map(({ status }) => status)).toEqual(['connecting', 'connected']);
      },
    );

    it('waits ten seconds at least when the service is unavailable', async () => {
      const bot = await world.linkedBot();
      const before = bot.reports.length;
      world.phone.disconnect('unavailable');
      await bot.reported('connecting', undefined, before);
      expect(bot.clock.held).toContain(10_000);
      await bot.clock.fire(10_000);
      await bot.reported('connected', undefined, before);
    });

    it('stops and does not come back when it was replaced', async () => {
      const bot = await world.linkedBot();
      world.phone.disconnect('replaced');
      await bot.reported('disconnected', 'replaced');
      await world.phone.disconnected();
      expect(bot.clock.held).toEqual([]);
      expect(bot.credentials.entries.has('creds')).toBe(true);
    });

    it('deletes the credentials when the owner removed the device', async () => {
      const bot = await world.linkedBot();
      world.phone.unlink();
      await bot.reported('disconnected', 'logged_out');
      expect(bot.credentials.entries.size).toBe(0);
      await bot.session.start();
      await bot.reported('linking', undefined, bot.reports.length);
    });

    it.each([
      [403, 'forbidden'],
      [405, 'version_refused'],
    ])('stops when the login is refused with %i, and keeps the credentials', async (code, error) => {
      const bot = await world.linkedBot();
      await bot.session.stop();
      world.phone.loginRefusal = code;
      await bot.session.start();
      await bot.reported('disconnected', error);
      expect(bot.credentials.entries.has('creds')).toBe(true);
    });

    it('gives up after four reconnections that end as a bad session', async () => {
      const bot = await world.linkedBot();
      for (let round = 0; round < 4; round += 1) {
        const before = bot.reports.length;
        world.phone.disconnect('bad-session');
        await bot.reported('connected', undefined, before);
      }
      world.phone.disconnect('bad-session');
      await bot.reported('disconnected', 'auth_corrupt');
      expect(bot.credentials.entries.has('creds')).toBe(true);
    });

    it('forgets failures after a minute of open connection, not before', async () => {
      const bot = await world.linkedBot();
      for (let round = 0; round < 6; round += 1) {
        const before = bot.reports.length;
        await bot.clock.fire(60_000);
        world.phone.disconnect('bad-session');
        await bot.reported('connected', undefined, before);
      }
      expect(bot.history()).not.toContain('disconnected');
    });

    it('reconnects after a frame that cannot be decrypted', async () => {
      await using line = await BadLine.to(world.whatsapp.url);
      const bot = await world.linkedBot({ waWebSocketUrl: line.urlFor(world.whatsapp.url) });
      const before = bot.reports.length;
      line.inject(Buffer.from([0, 0, 20, ...Buffer.alloc(20, 7)]));
      await bot.reported('connected', undefined, before);
      await world.ann.says('hi');
      expect((await bot.hears(1)).content).toBe('hi');
    });

    it('cuts a connection whose other end has gone silent when it stops', async () => {
      await using line = await BadLine.to(world.whatsapp.url);
      const bot = await world.linkedBot({ waWebSocketUrl: line.urlFor(world.whatsapp.url) });
      line.swallow();
      let hasStopped = false;
      const stopped = bot.session.stop().then(() => {
        hasStopped = true;
      });
      for (let turn = 0; turn < 100; turn += 1) await nextTurn();
      expect(hasStopped).toBe(false);
      await bot.clock.fire(2_000);
      await stopped;
      expect(bot.report).toEqual({ status: 'disconnected' });
    });

    it('tries again until the server is there', async () => {
      const bot = await world.linkedBot();
      await bot.session.stop();
      const before = bot.reports.length;
      world.phone.loginRefusal = 503;
      await bot.session.start();
      await bot.clock.fire(10_000);
      await bot.clock.holds(10_000);
      world.phone.loginRefusal = undefined;
      await bot.clock.fire(10_000);
      await bot.reported('connected', undefined, before);
      expect(bot.history()).toContain('connecting, connecting, connecting, connected');
    });
  });
});
