import { describe, expect, it } from 'vitest';
import { parseSealingKeys } from './sealing-keys.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('parseSealingKeys', () => {
  it('reads keys in order', () => {
    const keys = parseSealingKeys(`new:${KEY}, old-1:${KEY}`);
    expect([...keys.keys()]).toEqual(['new', 'old-1']);
    expect(keys.get('new')).toHaveLength(32);
  });

  it.each([
    ['', 'encryption key 1 needs an id'],
    [KEY, 'encryption key 1 needs an id'],
    [`:${KEY}`, 'encryption key 1 needs an id'],
    [`a b:${KEY}`, 'encryption key 1 needs an id'],
    ['k1:', 'encryption key 1 ("k1") is not 32 bytes'],
    [`k1:${Buffer.alloc(16).toString('base64')}`, 'is not 32 bytes'],
    ['k1:no base64!', 'is not 32 bytes'],
    [`k1:${KEY},k1:${KEY}`, 'two encryption keys have the id "k1"'],
    [`k1:${KEY},`, 'encryption key 2 needs an id'],
  ])('refuses %j and says why, without the key', (text, why) => {
    expect(() => parseSealingKeys(text)).toThrow(why);
    expect(() => parseSealingKeys(text)).toThrow(/^(?!.*BwcHBwcH)/);
  });
});
