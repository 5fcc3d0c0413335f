import { describe, expect, it } from 'vitest';
import { readPairingCode } from './pairing.ts';

const key = (fill: number) => Buffer.alloc(32, fill);
const parts = ['reference', ...[1, 2, 3].map((fill) => key(fill).toString('base64'))];

describe('readPairingCode', () => {
  it.each([
    ['a link', `https://wa.me/settings/linked_devices#${parts.join(',')},1`],
    ['bare fields', parts.join(',')],
  ])('reads %s', (_case, text) => {
    const expected = { reference: 'reference', transportKey: key(1), identityKey: key(2), secret: key(3) };
    expect(readPairingCode(text)).toEqual(expected);
  });

  it.each(['', 'https://example.com/#', parts.slice(0, 3).join(',')])('refuses %j', (text) => {
    expect(() => readPairingCode(text)).toThrow('not the QR code of a device');
  });
});
