import { buildPairingQRData } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { withQrSecret } from './qr-secret.ts';

describe('withQrSecret', () => {
  it('replaces the secret in a QR of Baileys and nothing else', () => {
    const browser: [string, string, string] = ['Mac OS', 'Desktop', '14.4.1'];
    const made = (secret: string) => buildPairingQRData('2@ref', 'noise=', 'identity=', secret, browser);
    expect(withQrSecret(made('old='), 'new=')).toBe(made('new='));
  });

  it('leaves a text that is no such QR as it is', () => {
    expect(withQrSecret('something', 'new=')).toBe('something');
  });
});
