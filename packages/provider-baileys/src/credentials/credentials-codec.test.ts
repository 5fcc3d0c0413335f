import { BufferJSON, initAuthCreds, proto } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptCredentialsError } from './corrupt-credentials-error.ts';
import { decodeCredentials, decodeValue, encodeCredentials, encodeValue } from './credentials-codec.ts';

describe('the credentials codec', () => {
  it('gives bytes back as Buffers with the same content', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        const value = decodeValue('session', 'session-1', encodeValue({ bytes, nested: [{ bytes }], text }));
        expect(value).toEqual({ bytes: Buffer.from(bytes), nested: [{ bytes: Buffer.from(bytes) }], text });
      }),
    );
  });

  it('reads what Baileys itself writes', () => {
    const value = { key: Buffer.from([1, 2, 3]) };
    expect(decodeValue('session', 'session-1', JSON.stringify(value, BufferJSON.replacer))).toEqual(value);
  });

  it('reads every value as the reviver of Baileys does', () => {
    const number = fc.integer();
    const digits = fc.dictionary(fc.constantFrom('0', '1', '12', '-3', ' 4', '5x', 'x'), number, {
      maxKeys: 3,
    });
    const bytes = fc.record({ type: fc.constantFrom('Buffer', 'buffer'), data: fc.string() });
    const value = fc.oneof(fc.jsonValue(), digits, fc.array(fc.oneof(digits, bytes, number)), fc.object());
    fc.assert(
      fc.property(value, fc.boolean(), (some, isSpaced) => {
        const text = JSON.stringify(some, null, isSpaced ? 1 : 0) ?? 'null';
        expect(decodeValue('session', 'session-1', text)).toEqual(JSON.parse(text, BufferJSON.reviver));
      }),
      { numRuns: 500 },
    );
  });

  it('revives app state keys as protobuf messages', () => {
    const stored = proto.Message.AppStateSyncKeyData.fromObject({
      keyData: Buffer.from([1, 2, 3]),
      timestamp: 5,
      fingerprint: { rawId: 7, deviceIndexes: [0, 1] },
    });
    const value = decodeValue('app-state-sync-key', 'app-state-sync-key-AA', encodeValue(stored));
    expect(value).toBeInstanceOf(proto.Message.AppStateSyncKeyData);
    expect(Buffer.from((value as typeof stored).keyData ?? [])).toEqual(Buffer.from([1, 2, 3]));
  });

  it('keeps credentials as they are, with fields that it does not know', () => {
    const credentials = { ...initAuthCreds(), somethingNew: { bytes: Buffer.from([9]) } };
    expect(decodeCredentials('creds', encodeCredentials(credentials))).toEqual(
      JSON.parse(JSON.stringify(credentials, BufferJSON.replacer), BufferJSON.reviver),
    );
  });

  it.each([0, 1, 10, 100, 400])('refuses credentials that were cut after %i characters', (length) => {
    const text = encodeValue(initAuthCreds()).slice(0, length);
    expect(() => decodeCredentials('creds', text)).toThrow(CorruptCredentialsError);
  });

  it('refuses credentials that were cut anywhere', () => {
    const text = encodeValue(initAuthCreds());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(() => decodeCredentials('creds', text.slice(0, length))).toThrow(CorruptCredentialsError);
      }),
    );
  });

  it.each([
    ['noiseKey', undefined],
    ['signedIdentityKey', { private: Buffer.alloc(32), public: Buffer.alloc(31) }],
    ['signedPreKey', { keyId: 1 }],
    ['advSecretKey', 5],
    ['registrationId', '7'],
  ])('refuses credentials with a wrong %s', (key, value) => {
    const text = encodeValue({ ...initAuthCreds(), [key]: value });
    expect(() => decodeCredentials('creds', text)).toThrow(CorruptCredentialsError);
  });

  it('says nothing of the content in its error', () => {
    const text = encodeValue(initAuthCreds()).slice(0, 300);
    expect(() => decodeCredentials('creds', text)).toThrow(
      /^The stored credential "creds" cannot be read\.$/,
    );
  });

  it('refuses a signal key that is no JSON', () => {
    expect(() => decodeValue('session', 'session-1', '{')).toThrow(CorruptCredentialsError);
    expect(() => decodeValue('app-state-sync-key', 'app-state-sync-key-1', '5')).toThrow(
      CorruptCredentialsError,
    );
  });
});
