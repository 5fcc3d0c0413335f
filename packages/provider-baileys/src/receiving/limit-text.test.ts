import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitText } from './limit-text.ts';

describe('limitText', () => {
  it.each(['a', 'ä', '€', '😀'])('cuts a long text of %s at 64 KB, between characters', (character) => {
    const text = limitText(character.repeat(70_000));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(text)).toBeGreaterThan(65_536 - 4);
    expect(text.replaceAll(character, '')).toBe('');
  });

  it('leaves what fits as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(limitText(text)).toBe(text);
      }),
    );
  });
});
