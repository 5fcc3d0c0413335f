import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBaileysProvider } from './index.ts';
import { MemoryCredentials } from './testing/memory-credentials.ts';

describe('createBaileysProvider', () => {
  const provider = createBaileysProvider();

  it('is known under both spellings', () => {
    expect([provider.name, provider.aliases]).toEqual(['whatsAppBaileyes', ['whatsAppBaileys']]);
  });

  it.each([
    'ws://127.0.0.1:8080/ws/chat',
    'ws://127.9.8.7/',
    'ws://localhost:1',
    'ws://[::1]:8080/ws/chat',
    'wss://web.whatsapp.com/ws/chat',
    'wss://10.0.0.1/',
  ])('may connect to %s', (webSocketUrl) => {
    expect(() => createBaileysProvider({ webSocketUrl })).not.toThrow();
  });

  it.each([
    'ws://web.whatsapp.com/ws/chat',
    'ws://127.0.0.1.example.org/',
    'ws://localhost.example.org/',
    'ws://10.0.0.1/',
    'ws://[::2]/',
    'http://127.0.0.1/',
    'ftp://localhost/',
    'somewhere',
    '',
  ])('refuses to connect to %j', (webSocketUrl) => {
    expect(() => createBaileysProvider({ webSocketUrl })).toThrow(TypeError);
  });

  it('makes message ids of the shape that WhatsApp Web uses, the same for the same digest', () => {
    const digests = fc.string().map((text) => createHash('sha256').update(text).digest('hex').slice(0, 32));
    fc.assert(
      fc.property(digests, (digest) => {
        const id = provider.messageIdFrom(digest);
        expect(id).toMatch(/^3EB0[0-9A-F]{18}$/);
        expect(provider.messageIdFrom(digest)).toBe(id);
      }),
    );
  });

  it.each(['', 'abc', 'zz0000000000000000zz'])('refuses the digest %j', (digest) => {
    expect(() => provider.messageIdFrom(digest)).toThrow(TypeError);
  });

  it.each([
    ['nothing', undefined, false],
    ['credentials of a completed link', '{"account":{"details":"x"},"me":{"id":"1"}}', true],
    ['credentials without an account', '{"noiseKey":{},"me":{"id":"1"}}', false],
    ['credentials with an empty account', '{"noiseKey":{},"account":null}', false],
    ['credentials that cannot be read', '{"account":', true],
    ['credentials whose account is lost', '{"noiseKey":{},"me":{"id":"1","lid":"2"}}', true],
    ['something else', '"text"', true],
    ['keys of another kind', '{"public":"","private":""}', true],
  ])('takes a bot with %s as linked: %s', async (_what, stored, isLinked) => {
    const credentials = new MemoryCredentials();
    if (stored !== undefined) credentials.entries.set('creds', stored);
    expect(await provider.isLinked(credentials)).toBe(isLinked);
  });
});
