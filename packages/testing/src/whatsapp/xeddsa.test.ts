import { Curve } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { isSignedBy, SigningKey } from './xeddsa.ts';

const message = Buffer.from('to all members');

describe('SigningKey', () => {
  it.each(Array.from({ length: 8 }, (_, index) => index))(
    'signs so that only its own public key fits (%i)',
    () => {
      const [mine, other] = [new SigningKey(), new SigningKey()];
      const signature = mine.sign(message);
      expect(signature).toHaveLength(64);
      expect(isSignedBy(mine.public, message, signature)).toBe(true);
      expect(isSignedBy(other.public, message, signature)).toBe(false);
      expect(isSignedBy(mine.public, Buffer.from('altered'), signature)).toBe(false);
    },
  );
});

describe('isSignedBy', () => {
  it.each(Array.from({ length: 8 }, (_, index) => index))(
    'accepts what the library of the client signed (%i)',
    () => {
      const theirs = Curve.generateKeyPair();
      const signature = Curve.sign(theirs.private, message);
      expect(isSignedBy(theirs.public, message, signature)).toBe(true);
      expect(isSignedBy(theirs.public, Buffer.from('altered'), signature)).toBe(false);
    },
  );
});
