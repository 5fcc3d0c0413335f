import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bearer } from './bearer.ts';
import type { Scope } from './scope.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('bearer', () => {
  it('needs a token', () => {
    expect(() => bearer({ tokens: [] })).toThrow('give at least one token');
  });

  it.each(['', 'a token', 'ab'.repeat(31), 'gg'.repeat(32), `${'ab'.repeat(32)}\n`])(
    'refuses the hash %j',
    (hex) => {
      expect(() => bearer({ tokens: [{ name: 'ann', sha256: hex, scopes: ['read'] }] })).toThrow(
        'the sha256 of the token "ann" must be 64 hex digits',
      );
    },
  );

  it.each([[], ['reed'], 'read', undefined])('refuses the scopes %j', (scopes) => {
    const token = { name: 'ann', sha256: sha256('x'), scopes: scopes as Scope[] };
    expect(() => bearer({ tokens: [token] })).toThrow('the token "ann" needs scopes');
  });

  it.each(['', 'undefined', 'null'])('refuses the hash of %j, which nobody means', (text) => {
    for (const hex of [sha256(text), sha256(text).toUpperCase()]) {
      expect(() => bearer({ tokens: [{ name: 'ann', sha256: hex, scopes: ['read'] }] })).toThrow(
        'the token "ann" is empty',
      );
    }
  });
});
