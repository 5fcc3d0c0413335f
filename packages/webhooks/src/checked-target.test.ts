import { describe, expect, it } from 'vitest';
import { checkedTarget, wants } from './checked-target.ts';
import type { WebhookTarget } from './webhooks-options.ts';

const SECRET = 'correct horse battery';

function check(given: Partial<WebhookTarget>, allowPrivateAddresses = false) {
  const target: WebhookTarget = { url: 'https://example.com/', secret: SECRET, events: ['status'], ...given };
  return checkedTarget(target, { number: 2, allowPrivateAddresses });
}

describe('checkedTarget', () => {
  it.each([
    ['https://example.com/hook?x=1', false, 'public'],
    ['https://1.1.1.1/', false, 'public'],
    ['https://intranet/', false, 'public'],
    ['https://example.com/', true, 'any'],
    ['https://10.0.0.1/', true, 'any'],
    ['http://10.0.0.1:8080/', true, 'private'],
    ['http://[::1]/', true, 'private'],
    ['http://localhost:3000/', true, 'private'],
    ['http://receiver:3000/', true, 'private'],
    ['http://receiver.internal/', true, 'private'],
  ])('takes %s, with private addresses allowed: %s', (url, allows, reach) => {
    expect(check({ url }, allows)).toMatchObject({ url: new URL(url), reach });
  });

  it.each([
    ['http://example.com/', false, 'Use https'],
    ['http://example.com/', true, 'Use https'],
    ['http://1.1.1.1/', true, 'Use https'],
    ['http://localhost/', false, 'Use https'],
    ['http://10.0.0.1/', false, 'Use https'],
    ['https://10.0.0.1/', false, 'Set allowPrivateAddresses'],
    ['https://[::ffff:127.0.0.1]/', false, 'Set allowPrivateAddresses'],
    ['https://2130706433/', false, 'Set allowPrivateAddresses'],
    ['ftp://example.com/', true, 'not https'],
    ['file:///etc/passwd', true, 'not https'],
    ['data:,x', true, 'not https'],
    ['example.com', true, 'give one like https://'],
    ['', true, 'give one like https://'],
  ])('refuses %s, with private addresses allowed: %s', (url, allows, message) => {
    expect(() => check({ url }, allows)).toThrow(TypeError);
    expect(() => check({ url }, allows)).toThrow(message);
    expect(() => check({ url }, allows)).toThrow('createWebhooks: target 2: ');
  });

  it.each([
    'https://ann:pa55word@example.com/',
    'https://pa55word@example.com/',
    'https://:pa55word@example.com/',
  ])('refuses credentials, and does not repeat them: %s', (url) => {
    expect(() => check({ url })).toThrow('Leave it out');
    expect(() => check({ url })).not.toThrow('pa55word');
  });

  it.each(['', 'fifteen letters', 'whsec_ABCDEFGHIJ', undefined as unknown as string])(
    'refuses the secret %j, and does not repeat it',
    (secret) => {
      expect(() => check({ secret })).toThrow('at least 16 characters; make one with: openssl');
      expect(() => check({ secret })).not.toThrow('fifteen');
    },
  );

  it('refuses what is no base64 behind whsec_, and does not repeat it', () => {
    expect(() => check({ secret: `whsec_${SECRET}` })).toThrow('must be base64');
    expect(() => check({ secret: `whsec_${SECRET}` })).not.toThrow(SECRET);
  });

  it.each([[['status', 'qr']], [['pairing_code']], [['everything']], [[]], [undefined]])(
    'refuses the events %j',
    (events) => {
      const make = () => check({ events: events as unknown as WebhookTarget['events'] });
      expect(make).toThrow(TypeError);
      expect(make).toThrow('There are: status, message, ');
      expect(make).not.toThrow(/There are: .*(?:qr|pairing)/);
    },
  );
});

describe('wants', () => {
  it('is about the kind and the bot, in upper and lower case', () => {
    const target = check({ events: ['status', 'budget_reached'], bots: ['Ann'] });
    expect(wants(target, 'status', 'aNN')).toBe(true);
    expect(wants(target, 'status', 'bob')).toBe(false);
    expect(wants(target, 'reply', 'ann')).toBe(false);
    expect(wants(check({}), 'status', 'whoever')).toBe(true);
  });
});
