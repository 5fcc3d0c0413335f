import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../contracts/random.ts';
import { isSealed, seal, unseal } from './seal.ts';

const key = () => new Uint8Array(randomBytes(32));
const keys = new Map([['k1', key()]]);
const sealing = { keys, random: systemRandom };
const PLACE = ['sqlite', 'credentials', 'yahav', 'baileys', 'creds'];

function failureOf(act: () => unknown): unknown {
  try {
    act();
    return null;
  } catch (error) {
    return error;
  }
}

describe('seal', () => {
  it('gives back what was sealed, whatever it is, and never seals alike', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (text, place) => {
        const [one, other] = [seal(text, place, sealing), seal(text, place, sealing)];
        expect(isSealed(one)).toBe(true);
        expect(one).not.toBe(other);
        expect(unseal(one, place, keys)).toBe(text);
      }),
      { seed },
    );
  });

  it('opens with no bit changed', () => {
    const sealed = seal('secret', PLACE, sealing);
    for (let index = 'v1.k1.'.length; index < sealed.length; index += 1) {
      const changed = sealed[index] === 'A' ? 'B' : 'A';
      if (sealed[index] === '.') continue;
      const other = `${sealed.slice(0, index)}${changed}${sealed.slice(index + 1)}`;
      // The last letter of a part has bits that stand for nothing.
      if (
        Buffer.from(other.split('.')[4] ?? '', 'base64url').equals(bytesOf(sealed, 4)) &&
        sameParts(other, sealed)
      )
        continue;
      expect(failureOf(() => unseal(other, PLACE, keys))).toMatchObject({ code: 'store_unavailable' });
    }
  });

  it.each([
    [['sqlite', 'credentials', 'anna', 'baileys', 'creds']],
    [['sqlite', 'credentials', 'yahav', 'baileys', 'other']],
    [['mongo', 'credentials', 'yahav', 'baileys', 'creds']],
    [['sqlite', 'credentials', 'yahav', 'baileyscreds']],
  ])('does not open at %j', (place) => {
    const sealed = seal('secret', PLACE, sealing);
    expect(failureOf(() => unseal(sealed, place, keys))).toMatchObject({ code: 'store_unavailable' });
  });

  it('opens with an older key, and says which is missing', () => {
    const sealed = seal('secret', PLACE, sealing);
    const rotated = new Map([['k2', key()], ...keys]);
    expect(unseal(sealed, PLACE, rotated)).toBe('secret');
    expect(seal('secret', PLACE, { ...sealing, keys: rotated })).toMatch(/^v1\.k2\./);
    const missing = failureOf(() => unseal(sealed, PLACE, new Map([['k2', key()]])));
    expect(String(missing)).toContain('"k1"');
    const wrong = failureOf(() => unseal(sealed, PLACE, new Map([['k1', key()]])));
    expect(String(wrong)).toContain('another one');
  });

  it('leaves what was never sealed', () => {
    for (const text of ['', 'plain', 'v1.', 'v1.k1.short', '{"a":1}'])
      expect(unseal(text, PLACE, keys)).toBe(text);
  });
});

function bytesOf(sealed: string, part: number): Buffer {
  return Buffer.from(sealed.split('.')[part] ?? '', 'base64url');
}

function sameParts(one: string, other: string): boolean {
  return [2, 3].every((part) => bytesOf(one, part).equals(bytesOf(other, part)));
}
