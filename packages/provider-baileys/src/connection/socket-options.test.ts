import { describe, expect, it } from 'vitest';
import { baileysConfigurationSchema } from '../configuration.ts';
import { socketOptions } from './socket-options.ts';

const configuration = (document: object = {}) => baileysConfigurationSchema.parse(document);

describe('socketOptions', () => {
  it('keeps the account offline, its own sends quiet, and the version that Baileys brings', () => {
    const options = socketOptions(configuration(), {}, undefined);
    expect(options).toMatchObject({ markOnlineOnConnect: false, emitOwnEvents: false });
    expect(options).not.toHaveProperty('version');
    expect(options).not.toHaveProperty('waWebSocketUrl');
  });

  it.each([
    [true, 'Desktop'],
    [false, 'Chrome'],
  ])('with full history %s is taken for %s', (sync_full_history, browser) => {
    const options = socketOptions(configuration({ sync_full_history }), {}, undefined);
    expect(options).toMatchObject({
      syncFullHistory: sync_full_history,
      browser: ['Mac OS', browser, expect.any(String)],
    });
  });

  it.each([
    [true, [0, 1, 2, 3, 4, 5, 6]],
    [false, [0, 1, 3, 4, 5, 6]],
  ])('with full history %s takes these kinds of parts of it: %j', (sync_full_history, kinds) => {
    const { shouldSyncHistoryMessage } = socketOptions(configuration({ sync_full_history }), {}, undefined);
    const all = [0, 1, 2, 3, 4, 5, 6];
    expect(all.filter((syncType) => shouldSyncHistoryMessage?.({ syncType }))).toEqual(kinds);
  });

  it('passes further keys of the configuration, and none of its own', () => {
    const document = { keepAliveIntervalMs: 5_000, timezone: 'UTC', pairing_phone_number: '15550100000' };
    const options = socketOptions(configuration(document), {}, undefined);
    expect(options).toMatchObject({ keepAliveIntervalMs: 5_000 });
    expect(Object.keys(options).filter((key) => key.includes('_') || key === 'timezone')).toEqual([]);
  });

  it('lets code win over the configuration, and the configuration over the defaults', () => {
    const document = { markOnlineOnConnect: true, connectTimeoutMs: 1 };
    const options = socketOptions(
      configuration(document),
      { socket: { connectTimeoutMs: 2 }, webSocketUrl: 'ws://127.0.0.1/' },
      undefined,
    );
    expect(options).toMatchObject({
      markOnlineOnConnect: true,
      connectTimeoutMs: 2,
      waWebSocketUrl: 'ws://127.0.0.1/',
    });
  });

  it('says it is another version when it must, but for one that code has set', () => {
    const options = socketOptions(configuration(), {}, [2, 3000, 9]);
    expect(options.version).toEqual([2, 3000, 9]);
    const own = socketOptions(configuration(), { socket: { version: [2, 3000, 1] } }, [2, 3000, 9]);
    expect(own.version).toEqual([2, 3000, 1]);
  });

  it.each([
    ['status@broadcast', true],
    ['123@newsletter', true],
    ['15550100000@s.whatsapp.net', false],
    ['1203@g.us', false],
  ])('ignores %s: %s', (id, isIgnored) => {
    expect(socketOptions(configuration(), {}, undefined).shouldIgnoreJid?.(id)).toBe(isIgnored);
  });
});
