import { describe, expect, it } from 'vitest';
import { checkHost, hostRule } from './host.ts';

describe('hostRule', () => {
  const isOwn = hostRule(['Bots.example.com', 'my_app']);

  it.each([
    'localhost',
    'LocalHost:8000',
    '127.0.0.1',
    '127.0.0.1:65535',
    '192.168.1.20:80',
    '[::1]',
    '[::1]:8000',
    '[FE80::1]:8000',
    'bots.example.com',
    'BOTS.example.com:443',
    'my_app:8000',
  ])('%s is ours', (host) => {
    expect(isOwn(host)).toBe(true);
  });

  it.each([
    '',
    ':8000',
    'evil.tld',
    'localhost.evil.tld',
    'evil-localhost',
    'evil.tld:localhost',
    'x.bots.example.com',
    'bots.example.com.evil.tld',
    'bots.example.com@evil.tld',
    'localhost@evil.tld',
    'evil.tld/localhost',
    'evil.tld#localhost',
    'localhost, evil.tld',
    '127.0.0.1.evil.tld',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '::1',
    '[::1',
    '[evil.tld]',
    '[]',
    'localhost:port',
    'localhost:8000:1',
    'localhost:123456',
  ])('%j is foreign', (host) => {
    expect(isOwn(host)).toBe(false);
  });

  it.each(['', '*', '*.example.com', 'https://example.com', 'example.com:80', 'example.com/x', 'a b'])(
    'refuses the entry %j',
    (entry) => {
      expect(() => hostRule([entry])).toThrow(`allowedHosts: "${entry}" is not a host name`);
    },
  );
});

describe('checkHost', () => {
  const check = (host: string[] | undefined, authority: string | null) => () =>
    checkHost(host === undefined ? {} : { host }, authority, hostRule([]));

  it.each([
    [['localhost'], null],
    [['localhost'], '127.0.0.1:80'],
  ])('takes Host %j with authority %j', (host, authority) => {
    expect(check(host, authority)).not.toThrow();
  });

  it.each([
    [['evil.tld'], null],
    [['localhost'], 'evil.tld'],
    [['evil.tld'], 'localhost'],
    [['localhost', 'localhost'], null],
    [['localhost', 'evil.tld'], null],
    [[], null],
    [undefined, null],
    [undefined, 'localhost'],
  ])('refuses Host %j with authority %j', (host, authority) => {
    expect(check(host, authority)).toThrow(expect.objectContaining({ status: 421, code: 'forbidden_host' }));
  });
});
